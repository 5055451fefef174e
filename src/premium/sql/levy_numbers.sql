-- The numbers of notices, in the order of the versions.
SELECT fiscal_year, household_no, payer_no, running_no
FROM premium_notice_number
WHERE fiscal_year >= $first_year AND fiscal_year <= $last_year
ORDER BY fiscal_year, household_no, payer_no
