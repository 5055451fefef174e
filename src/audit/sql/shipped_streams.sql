-- Streams that have not wholly come to a place, and how far they have.
SELECT s.stream_no, COALESCE(p.seq, 0), p.hash
FROM audit_stream s
LEFT JOIN audit_shipped p ON p.place = $place AND p.stream_no = s.stream_no
WHERE p.stream_no IS NULL OR p.is_closed = 0
ORDER BY s.stream_no
