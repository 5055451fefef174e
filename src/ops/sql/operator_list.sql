SELECT operator_id, name, section, permissions
FROM ops_operator
WHERE valid_from <= $on AND valid_until > $on
ORDER BY operator_id
