INSERT INTO refund_found (receipt_no, payer_no, household_no, amount, cause, arose_on, found_on, has_account, recorded_at)
VALUES ($receipt_no, $payer_no, $household_no, $amount, $cause, $arose_on, $found_on, $has_account, $recorded_at)
