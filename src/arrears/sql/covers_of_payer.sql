-- Which charges of a debtor each act is about.
SELECT act_no, levy_year, household_no, instalment FROM arrears_cover WHERE payer_no = $payer_no
ORDER BY act_no, levy_year, household_no, instalment
