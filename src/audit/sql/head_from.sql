-- Heads in the order they were signed.
SELECT head_no, stream_no, seq, at, hash, public_key, signature FROM audit_head
WHERE head_no >= $first ORDER BY head_no
