SELECT COUNT(*) FROM casework_work_list WHERE owner = $owner
