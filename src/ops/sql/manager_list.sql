SELECT DISTINCT u.operator_id, u.section
FROM ops_right a
JOIN ops_duty d ON d.duty = a.subject AND d.is_manager = 1 AND d.superseded_at = 9223372036854775807
    AND d.valid_from <= $on AND d.valid_until > $on
JOIN ops_user u ON u.operator_id = a.holder AND u.superseded_at = 9223372036854775807
    AND u.valid_from <= $on AND u.valid_until > $on
WHERE a.holder_kind = 2 AND a.is_duty = 1 AND a.is_deny = 0 AND a.superseded_at = 9223372036854775807
  AND a.valid_from <= $on AND a.valid_until > $on AND u.operator_id <> $operator_id
ORDER BY u.operator_id
