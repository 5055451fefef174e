SELECT f.day, f.line_count, f.amount, f.sent_on, f.file_name, f.sha256, f.bytes,
       COALESCE((SELECT a.result FROM finance_answer a WHERE a.sequence = f.sequence), -1)
FROM finance_file f
WHERE f.sequence = $sequence
