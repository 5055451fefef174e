SELECT list_no, name, condition, owner, is_shared
FROM casework_work_list
WHERE owner = $me OR is_shared = 1
ORDER BY is_shared, list_no
LIMIT 200
