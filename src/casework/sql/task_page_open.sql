SELECT task_no, source, source_key, addressee_no, household_no, words, owner, section, due, state, done_words,
       created_at, changed_at
FROM casework_task
WHERE state < 3 AND task_no > $after
      AND ($any_state = 1 OR (state = 1 AND $is_open = 1) OR (state = 2 AND $is_waiting = 1)
           OR (state = 3 AND $is_done = 1))
      AND ($any_owner = 1 OR owner = $owner)
      AND ($any_section = 1 OR section = $section)
      AND substr(source, 1, length($source_prefix)) = $source_prefix
      AND ($any_source = 1 OR source = $source)
      AND due >= $due_from AND due <= $due_until
      AND ($sees_all = 1 OR owner = $me OR section = '' OR section = $my_section)
      AND ($addressee_no = 0 OR addressee_no = $addressee_no)
      AND ($household_no = 0 OR household_no = $household_no)
ORDER BY task_no
LIMIT $max
