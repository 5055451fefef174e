INSERT INTO withholding_request (request_no, run_no, kind, fiscal_year, household_no, payer_no, pensioner_no, first_year,
    first_pay, pay_1, pay_2, pay_3, pay_4, pay_5, pay_6, provisional, reason)
VALUES ($request_no, $run_no, $kind, $fiscal_year, $household_no, $payer_no, $pensioner_no, $first_year, $first_pay,
    $pay_1, $pay_2, $pay_3, $pay_4, $pay_5, $pay_6, $provisional, $reason)
