SELECT c.code_nonce, c.code_secret, c.code_last_step, c.locked_at, c.last_ok_at, c.last_failed_at,
       c.failures_in_a_row, u.kind, u.valid_from, u.valid_until, p.password_no, p.password_hash, p.is_initial,
       p.usable_until, p.set_at
FROM ops_credential c
JOIN ops_user u ON u.operator_id = c.operator_id AND u.superseded_at = 9223372036854775807
JOIN ops_password p ON p.operator_id = c.operator_id
WHERE c.operator_id = $operator_id
ORDER BY p.password_no DESC
LIMIT 1
