-- Heads in the order of the records they stand for.
SELECT head_no, stream_no, seq, at, hash, public_key, signature FROM audit_head ORDER BY stream_no, seq, head_no
