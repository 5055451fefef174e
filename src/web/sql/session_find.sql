SELECT operator_id, terminal, purpose, notice, must_change, created_at, seen_at, locked_at, step_up_at
FROM web_session
WHERE token_digest = $token_digest AND ended_at = 0
