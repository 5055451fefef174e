SELECT COUNT(*) FROM casework_change WHERE undoes_no = $change_no AND undoes_no > 0 AND state = 2
