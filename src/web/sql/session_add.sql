INSERT INTO web_session (token_digest, operator_id, terminal, purpose, notice, must_change, created_at,
                         seen_at, locked_at, step_up_at, ended_at)
VALUES ($token_digest, $operator_id, $terminal, $purpose, $notice, $must_change, $now, $now, 0, 0, 0)
