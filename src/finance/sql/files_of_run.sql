SELECT f.sequence, f.day, f.version, f.line_count, f.amount, f.digest, f.file_name, f.sha256, f.bytes, f.sent_on,
       COALESCE((SELECT a.result FROM finance_answer a WHERE a.sequence = f.sequence), -1)
FROM finance_file f
WHERE f.run_no = $run_no
ORDER BY f.sequence
