SELECT COALESCE(MAX(task_no), 0) + 1 FROM casework_task
