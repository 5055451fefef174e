INSERT INTO casework_work_list (list_no, name, condition, owner, is_shared, changed_at)
SELECT COALESCE(MAX(list_no), 0) + 1, $name, $condition, $owner, $is_shared, $now
FROM casework_work_list
RETURNING list_no
