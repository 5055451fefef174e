SELECT state, owner, due, operator_id, at, words FROM casework_task_step WHERE task_no = $task_no ORDER BY seq
