-- levy_versions of any number of households.
SELECT fiscal_year, household_no, payer_no, version, run_no, kind, medical, support, care, child,
       amount_1, amount_2, amount_3, amount_4, amount_5, amount_6, amount_7,
       amount_8, amount_9, amount_10, amount_11, amount_12, extra, extra_due
FROM premium_assessment
WHERE fiscal_year = $first_year AND household_no IN ($households...)
ORDER BY fiscal_year, household_no, payer_no, version
