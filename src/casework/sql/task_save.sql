UPDATE casework_task
SET owner = $owner, section = $section, due = $due, state = $state, done_words = $done_words, changed_at = $now
WHERE task_no = $task_no AND state = $state_before
