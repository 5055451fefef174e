-- By the month of the late reading.
SELECT late_on / 100, COUNT(DISTINCT payer_no), COUNT(*), CAST(SUM(amount) AS BIGINT) FROM arrears_overdue
WHERE late_on <= $until
GROUP BY late_on / 100 ORDER BY late_on / 100
