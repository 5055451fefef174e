-- What stands of a pay day of a pensioner.
SELECT fiscal_year, pay, pensioner_no, household_no, payer_no, receipt_no, paid_on, amount, planned, overpaid, result_code, place
FROM withholding_taken
WHERE fiscal_year = $fiscal_year AND pay = $pay AND pensioner_no = $pensioner_no AND superseded_at = 9223372036854775807
