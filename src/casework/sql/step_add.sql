INSERT INTO casework_step (change_no, seq, from_state, to_state, version, operator_id, at, words)
SELECT $change_no, COALESCE(MAX(seq), 0) + 1, $from_state, $to_state, $version, $operator_id, $at, $words
FROM casework_step
WHERE change_no = $change_no
