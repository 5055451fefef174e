-- Files whose lines say something else.
SELECT f.sequence, f.amount, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT)
FROM finance_file f
LEFT JOIN finance_line l ON l.sequence = f.sequence
GROUP BY f.sequence, f.amount, f.line_count
HAVING COALESCE(SUM(l.amount), 0) <> f.amount OR COUNT(l.line_no) <> f.line_count
ORDER BY f.sequence
LIMIT 20
