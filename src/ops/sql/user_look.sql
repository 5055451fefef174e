SELECT u.name, u.section, u.office, u.kind, u.addressee_no, r.stamp,
       COALESCE((SELECT MAX(p.set_at) FROM ops_password p
                 WHERE p.operator_id = u.operator_id AND p.is_initial = 1), 0)
FROM ops_user u CROSS JOIN ops_rights_state r
WHERE u.operator_id = $operator_id AND u.superseded_at = 9223372036854775807
  AND u.valid_from <= $on AND u.valid_until > $on AND r.one = 1
