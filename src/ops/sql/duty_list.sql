SELECT duty, label, is_manager FROM ops_duty
WHERE superseded_at = 9223372036854775807 AND valid_from <= $on AND valid_until > $on
ORDER BY duty
