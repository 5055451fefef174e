UPDATE ops_password SET usable_until = $now
WHERE operator_id = $operator_id AND password_no = $password_no AND is_initial = 1 AND usable_until > $now
