DELETE FROM ops_stranger
WHERE seen_at < (
    SELECT min(seen_at) FROM (SELECT seen_at FROM ops_stranger ORDER BY seen_at DESC LIMIT 10000) newest)
