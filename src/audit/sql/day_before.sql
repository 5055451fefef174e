-- The newest closed day before this one.
SELECT day, acts FROM audit_day WHERE day < $day ORDER BY day DESC LIMIT 1
