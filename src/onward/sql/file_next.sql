SELECT COALESCE(MAX(sequence), 0) + 1 FROM onward_file
