SELECT u.operator_id, u.name, u.valid_from, u.valid_until, u.recorded_at, COALESCE(c.last_ok_at, 0),
       COALESCE(c.locked_at, 0), u.kind
FROM ops_user u LEFT JOIN ops_credential c ON c.operator_id = u.operator_id
WHERE u.superseded_at = 9223372036854775807
ORDER BY u.operator_id
