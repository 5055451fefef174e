-- task_of_source of one source and key.
SELECT task_no, source, source_key, state, owner, section, due, done_words
FROM casework_task
WHERE source = $source AND source_key = $source_key
