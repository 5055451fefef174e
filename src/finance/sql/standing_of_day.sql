-- What stands at the finance system: entries less those taken back, of sent files, by day.
SELECT f.day, CAST(SUM(CASE WHEN l.kind = 1 THEN l.amount ELSE -l.amount END) AS BIGINT)
FROM finance_file f
JOIN finance_line l ON l.sequence = f.sequence
WHERE f.sent_on <> 0
GROUP BY f.day
ORDER BY f.day
