SELECT COALESCE(MAX(sequence), 0) FROM support_file
