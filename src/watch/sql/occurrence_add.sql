INSERT INTO watch_occurrence (occurrence_no, entry, job, day, state, words, missed, operator_id, recorded_at)
VALUES ($occurrence_no, $entry, $job, $day, $state, $words, $missed, $operator_id, $recorded_at)
