INSERT INTO casework_task_count (owner, section, source, state, due, n)
VALUES ($owner, $section, $source, $state, $due, 1)
ON CONFLICT (owner, section, source, state, due) DO UPDATE SET n = casework_task_count.n + 1
