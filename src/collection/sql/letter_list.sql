-- 受渡票: by sequence, with the place in the file.
SELECT l.sequence_no, l.file, l.first_page, l.pages, l.payer_no, l.ordinary, l.pension, f.is_guarded
FROM collection_letter l
JOIN collection_letter_file f ON f.run_no = l.run_no AND f.file = l.file
WHERE l.run_no = $run_no
ORDER BY l.sequence_no
