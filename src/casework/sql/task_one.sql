SELECT task_no, source, source_key, addressee_no, household_no, words, owner, section, due, state, done_words,
       created_at, changed_at
FROM casework_task
WHERE task_no = $task_no
