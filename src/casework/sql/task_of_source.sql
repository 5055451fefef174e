SELECT task_no, source, source_key, state, owner, section, due, done_words
FROM casework_task
WHERE substr(source, 1, length($source_prefix)) = $source_prefix
      AND substr(source_key, 1, length($key_prefix)) = $key_prefix
