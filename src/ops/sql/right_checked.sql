UPDATE ops_right SET checked_at = $now, checked_by = $by
WHERE right_no = $right_no AND checked_at = 0 AND applied_by <> $by
