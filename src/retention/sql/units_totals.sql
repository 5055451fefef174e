SELECT levy_year, COUNT(*), CAST(SUM(charges) AS BIGINT), CAST(SUM(amount) AS BIGINT)
FROM retention_unit
WHERE run_no = $run_no
GROUP BY levy_year
ORDER BY levy_year
