-- levy_numbers of any number of households.
SELECT fiscal_year, household_no, payer_no, running_no
FROM premium_notice_number
WHERE fiscal_year = $first_year AND household_no IN ($households...)
ORDER BY fiscal_year, household_no, payer_no
