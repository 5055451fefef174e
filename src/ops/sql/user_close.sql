UPDATE ops_user SET superseded_at = $now
WHERE operator_id = $operator_id AND superseded_at = 9223372036854775807
