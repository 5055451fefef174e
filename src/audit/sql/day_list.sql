-- Closed days up to $until, newest first, with what came of them.
SELECT d.day, d.records, d.acts, (SELECT COUNT(*) FROM audit_alert a WHERE a.day = d.day)
FROM audit_day d
WHERE d.day <= $until
ORDER BY d.day DESC
LIMIT $max
