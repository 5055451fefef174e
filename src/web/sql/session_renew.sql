UPDATE web_session
SET token_digest = $new_digest, locked_at = $locked_at, step_up_at = $step_up_at, must_change = $must_change,
    seen_at = $now
WHERE token_digest = $token_digest AND ended_at = 0
