SELECT payer_no, COUNT(*), CAST(SUM(CASE WHEN suspended_on > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(amount) AS BIGINT),
       MIN(early_on), MIN(late_on)
FROM arrears_overdue
WHERE late_on BETWEEN $month * 100 AND $month * 100 + 99 AND payer_no > $after
GROUP BY payer_no ORDER BY payer_no LIMIT $max
