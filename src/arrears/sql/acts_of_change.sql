SELECT DISTINCT act_no FROM arrears_act WHERE change_no = $change_no AND recorded_at = $applied_at ORDER BY act_no
