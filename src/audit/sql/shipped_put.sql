INSERT INTO audit_shipped (place, stream_no, seq, hash, is_closed)
VALUES ($place, $stream_no, $seq, $hash, $is_closed)
ON CONFLICT (place, stream_no) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
    is_closed = excluded.is_closed
