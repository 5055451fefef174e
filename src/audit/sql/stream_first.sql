-- When the first stream of all was opened.
SELECT opened_at FROM audit_stream ORDER BY stream_no LIMIT 1
