UPDATE casework_work_list SET name = $name, condition = $condition, is_shared = $is_shared, changed_at = $now
WHERE list_no = $list_no
