INSERT INTO casework_task_step (task_no, seq, state, owner, due, operator_id, at, words)
SELECT task_no, 1, state, owner, due, $operator_id, created_at, ''
FROM casework_task
WHERE task_no >= $first
