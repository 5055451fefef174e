SELECT u.name, u.section, u.office, u.kind, u.addressee_no, r.stamp
FROM ops_user u CROSS JOIN ops_rights_state r
WHERE u.operator_id = $operator_id AND u.superseded_at = 9223372036854775807
  AND u.valid_from <= $on AND u.valid_until > $on AND r.one = 1
