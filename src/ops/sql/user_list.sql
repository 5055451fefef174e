SELECT u.operator_id, u.staff_no, u.name, u.section, u.office, u.kind, u.addressee_no,
       u.valid_from, u.valid_until,
       COALESCE(c.last_ok_at, 0), COALESCE(c.locked_at, 0)
FROM ops_user u LEFT JOIN ops_credential c ON c.operator_id = u.operator_id
WHERE u.superseded_at = 9223372036854775807 AND u.valid_from <= $on AND u.valid_until > $on
ORDER BY u.operator_id
