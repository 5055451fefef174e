SELECT month, COUNT(*), CAST(SUM(charges) AS BIGINT), CAST(SUM(amount) AS BIGINT), MAX(as_of) FROM arrears_limit
GROUP BY month ORDER BY month
