INSERT INTO ops_stranger (id_digest, failure_times, locked_at, seen_at)
VALUES ($id_digest, $failure_times, $locked_at, $now)
ON CONFLICT (id_digest) DO UPDATE SET failure_times = excluded.failure_times,
    locked_at = excluded.locked_at, seen_at = excluded.seen_at
