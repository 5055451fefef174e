-- What was taken of a household, the newest pay day first.
SELECT fiscal_year, pay, pensioner_no, household_no, payer_no, receipt_no, paid_on, amount, planned, overpaid, result_code, place
FROM withholding_taken
WHERE household_no = $household_no AND superseded_at = 9223372036854775807
ORDER BY fiscal_year DESC, pay DESC, payer_no
