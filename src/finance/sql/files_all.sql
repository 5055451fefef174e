SELECT f.sequence, f.day, f.version, f.line_count, f.amount, f.sent_on,
       COALESCE((SELECT a.result FROM finance_answer a WHERE a.sequence = f.sequence), -1),
       COALESCE((SELECT a.answered_on FROM finance_answer a WHERE a.sequence = f.sequence), 0), f.file_name
FROM finance_file f
WHERE f.day >= $from AND f.day <= $until
ORDER BY f.sequence
