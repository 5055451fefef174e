-- What a comparison needs of the versions of a year, in the order of the key; run_of_year says which are decided.
SELECT household_no, payer_no, version, total, medical, support, care, child, facts_hash, run_no, kind
FROM premium_assessment
WHERE fiscal_year = $fiscal_year
ORDER BY household_no, payer_no, version
