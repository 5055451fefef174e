-- Sessions that have reached a limit of time and that nobody has ended yet.
SELECT token_digest, operator_id, terminal, created_at, seen_at FROM web_session
WHERE ended_at = 0 AND (created_at <= $created_before OR seen_at <= $seen_before)
ORDER BY created_at, token_digest
