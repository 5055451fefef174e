SELECT COALESCE(max(right_no), 0) + 1 FROM ops_right
