INSERT INTO ops_operator (operator_id, name, section, permissions, valid_from, valid_until,
                          password_hash, code_secret, recorded_at)
VALUES ($operator_id, $name, $section, $permissions, $valid_from, $valid_until,
        $password_hash, $code_secret, $recorded_at)
