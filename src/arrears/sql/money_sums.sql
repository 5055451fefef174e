-- All of each item and step.
SELECT item, step, CAST(SUM(amount) AS BIGINT) FROM arrears_money GROUP BY item, step ORDER BY item, step
