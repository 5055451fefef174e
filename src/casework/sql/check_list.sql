SELECT version, operator_id, at, result, words FROM casework_check WHERE change_no = $change_no ORDER BY seq
