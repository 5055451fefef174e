INSERT INTO support_line (payer_no, kind, key1, key2, key3, digest, sequence)
VALUES ($payer_no, $kind, $key1, $key2, $key3, $digest, $sequence)
ON CONFLICT (payer_no, kind, key1, key2, key3) DO UPDATE SET digest = excluded.digest, sequence = excluded.sequence
