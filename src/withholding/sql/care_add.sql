INSERT INTO withholding_care (fiscal_year, addressee_no, recorded_at, superseded_at, method, pension_code,
    pay_amount, yearly)
VALUES ($fiscal_year, $addressee_no, $recorded_at, 9223372036854775807, $method, $pension_code, $pay_amount,
    $yearly)
