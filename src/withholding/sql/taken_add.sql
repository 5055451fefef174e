INSERT INTO withholding_taken (fiscal_year, pay, pensioner_no, recorded_at, superseded_at, household_no, payer_no, paid_on,
    amount, planned, result_code, place, receipt_no, overpaid)
VALUES ($fiscal_year, $pay, $pensioner_no, $recorded_at, 9223372036854775807, $household_no, $payer_no, $paid_on,
    $amount, $planned, $result_code, $place, $receipt_no, $overpaid)
