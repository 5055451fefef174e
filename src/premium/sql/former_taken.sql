-- Whether the year, household and payer have been charged already, there or here.
SELECT 1 FROM premium_former
WHERE fiscal_year = $fiscal_year AND household_no = $household_no AND payer_no = $payer_no
UNION ALL
SELECT 2 FROM premium_assessment
WHERE fiscal_year = $fiscal_year AND household_no = $household_no AND payer_no = $payer_no AND version = 1
