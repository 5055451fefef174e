INSERT INTO ops_password (operator_id, password_no, password_hash, is_initial, usable_until, set_at, set_by)
VALUES ($operator_id, $password_no, $password_hash, $is_initial, $usable_until, $now, $by)
