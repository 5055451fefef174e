INSERT INTO casework_check (change_no, seq, version, operator_id, at, result, words)
SELECT $change_no, COALESCE(MAX(seq), 0) + 1, $version, $operator_id, $at, $result, $words
FROM casework_check
WHERE change_no = $change_no
