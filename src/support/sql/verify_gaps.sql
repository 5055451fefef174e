-- The numbers of the files have no gap.
SELECT COUNT(*), COALESCE(MAX(sequence), 0) FROM support_file
