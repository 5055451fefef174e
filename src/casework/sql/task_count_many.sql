INSERT INTO casework_task_count (owner, section, source, state, due, n)
SELECT owner, section, source, state, due, COUNT(*)
FROM casework_task
WHERE task_no >= $first
GROUP BY owner, section, source, state, due
ON CONFLICT (owner, section, source, state, due) DO UPDATE SET n = casework_task_count.n + excluded.n
