SELECT COALESCE(max(password_no), 0) + 1 FROM ops_password WHERE operator_id = $operator_id
