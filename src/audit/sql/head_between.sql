-- Signed heads behind one number and before another.
SELECT head_no, stream_no, seq, at, hash, public_key, signature FROM audit_head
WHERE head_no > $after AND head_no < $before
ORDER BY head_no
