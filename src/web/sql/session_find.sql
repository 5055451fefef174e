SELECT operator_id, purpose, created_at, seen_at
FROM web_session
WHERE token_digest = $token_digest AND ended_at = 0
