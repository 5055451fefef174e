UPDATE web_session SET locked_at = $now WHERE token_digest = $token_digest AND ended_at = 0
