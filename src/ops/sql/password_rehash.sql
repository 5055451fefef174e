UPDATE ops_password SET password_hash = $password_hash
WHERE operator_id = $operator_id AND password_no = $password_no
