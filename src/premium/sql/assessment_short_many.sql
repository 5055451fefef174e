-- assessment_short of any number of households.
SELECT household_no, payer_no, version, total, medical, support, care, child, facts_hash, run_no, kind
FROM premium_assessment
WHERE fiscal_year = $fiscal_year AND household_no IN ($households...)
ORDER BY household_no, payer_no, version
