SELECT emergency_no, operator_id, reason, valid_from_at FROM ops_emergency
WHERE reviewed_at = 0
ORDER BY emergency_no
