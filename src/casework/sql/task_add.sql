INSERT INTO casework_task (task_no, source, source_key, addressee_no, household_no, words, owner, section, due, state,
                           done_words, created_at, changed_at)
VALUES ($task_no, $source, $source_key, $addressee_no, $household_no, $words, $owner, $section, $due, 1, '', $now, $now)
