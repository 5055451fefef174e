INSERT INTO refund_case (case_no, payer_no, household_no, decided_on, note, change_no, recorded_at)
VALUES ($case_no, $payer_no, $household_no, $decided_on, $note, $change_no, $recorded_at)
