SELECT operator_id, name, section, permissions, password_hash, code_secret
FROM ops_operator
WHERE operator_id = $operator_id AND valid_from <= $on AND valid_until > $on
