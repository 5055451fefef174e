SELECT operator_id FROM ops_user
WHERE staff_no = $staff_no AND superseded_at = 9223372036854775807 AND valid_until > $on
