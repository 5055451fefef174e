INSERT INTO inquiry_paper (run_no, sheet_no, sequence_no, file, first_page, pages)
VALUES ($run_no, $sheet_no, $sequence_no, '', 0, 0)
