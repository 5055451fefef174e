SELECT seq, code, unit_key, person_no, words
FROM batch_finding
WHERE run_no = $run_no AND seq > $after
ORDER BY seq
LIMIT $max
