SELECT permissions, valid_until_at FROM ops_emergency
WHERE operator_id = $operator_id AND valid_from_at <= $now AND valid_until_at > $now
