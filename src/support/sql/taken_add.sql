INSERT INTO support_taken (ref, kind, payer_no, outcome, other_no, taken_on, operator_id, recorded_at)
VALUES ($ref, $kind, $payer_no, $outcome, $other_no, $taken_on, $operator_id, $recorded_at)
