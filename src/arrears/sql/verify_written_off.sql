SELECT payer_no, levy_year, household_no, instalment, CAST(SUM(amount) AS BIGINT) FROM arrears_candidate WHERE is_written_off = 1
GROUP BY payer_no, levy_year, household_no, instalment ORDER BY payer_no, levy_year, household_no, instalment
