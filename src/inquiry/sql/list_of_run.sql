-- 受渡票: by sequence, with the place in the file.
SELECT p.sequence_no, p.file, p.first_page, p.pages, p.sheet_no, s.payer_no, s.municipality, f.is_guarded
FROM inquiry_paper p
JOIN inquiry_sheet s ON s.sheet_no = p.sheet_no
JOIN inquiry_file f ON f.run_no = p.run_no AND f.file = p.file
WHERE p.run_no = $run_no
ORDER BY p.sequence_no
