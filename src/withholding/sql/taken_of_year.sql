-- What was taken for a fiscal year, by household, head and pay day.
SELECT fiscal_year, pay, pensioner_no, household_no, payer_no, receipt_no, paid_on, amount, planned, overpaid, result_code, place
FROM withholding_taken
WHERE fiscal_year = $fiscal_year AND superseded_at = 9223372036854775807
ORDER BY household_no, payer_no, pay
