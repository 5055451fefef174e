UPDATE web_session SET purpose = $purpose WHERE token_digest = $token_digest AND ended_at = 0
