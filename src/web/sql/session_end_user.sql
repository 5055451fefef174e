UPDATE web_session SET ended_at = $now WHERE operator_id = $operator_id AND ended_at = 0
