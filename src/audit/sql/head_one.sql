-- A signed head by its number.
SELECT head_no, stream_no, seq, at, hash, public_key, signature FROM audit_head WHERE head_no = $head_no
