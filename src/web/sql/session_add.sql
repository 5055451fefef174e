INSERT INTO web_session (token_digest, operator_id, purpose, created_at, seen_at, ended_at)
VALUES ($token_digest, $operator_id, $purpose, $now, $now, 0)
