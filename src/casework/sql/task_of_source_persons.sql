-- task_of_source about these persons.
SELECT task_no, source, source_key, state, owner, section, due, done_words
FROM casework_task
WHERE addressee_no > 0 AND addressee_no IN ($persons...)
      AND substr(source, 1, length($source_prefix)) = $source_prefix
      AND substr(source_key, 1, length($key_prefix)) = $key_prefix
