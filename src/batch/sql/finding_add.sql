INSERT INTO batch_finding (run_no, seq, code, unit_key, person_no, words)
VALUES ($run_no, $seq, $code, $unit_key, $person_no, $words)
