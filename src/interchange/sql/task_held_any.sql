-- Is there such a record? Asked after every file: its index holds only what is open.
SELECT 1
FROM interchange_task t
JOIN interchange_receipt r ON r.sha256 = t.sha256
WHERE t.code = $code AND t.closed_at = 9223372036854775807 AND r.layout = $layout
LIMIT 1
