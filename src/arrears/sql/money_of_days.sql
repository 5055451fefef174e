-- Money that came in and went out on the business days, by item.
SELECT item, COUNT(*), CAST(SUM(CASE WHEN step = 2 THEN amount ELSE -amount END) AS BIGINT) FROM arrears_money
WHERE step > 1 AND business_date >= $from_day AND business_date <= $until_day
GROUP BY item ORDER BY item
