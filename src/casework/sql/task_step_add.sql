INSERT INTO casework_task_step (task_no, seq, state, owner, due, operator_id, at, words)
SELECT $task_no, COALESCE(MAX(seq), 0) + 1, $state, $owner, $due, $operator_id, $at, $words
FROM casework_task_step
WHERE task_no = $task_no
