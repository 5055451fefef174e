-- A signed head.
INSERT INTO audit_head (head_no, stream_no, seq, at, hash, public_key, signature)
VALUES ($head_no, $stream_no, $seq, $at, $hash, $public_key, $signature)
