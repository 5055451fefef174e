SELECT household_no, payer_no, version, facts_hash, derivation
FROM premium_assessment
WHERE fiscal_year = $fiscal_year AND run_no = $run_no
