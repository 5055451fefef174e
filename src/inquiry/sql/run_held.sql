-- Sheets of the run that were held back in printing: they were not sent.
UPDATE inquiry_sheet SET superseded_at = $now
WHERE run_no = $run_no AND superseded_at = 9223372036854775807
  AND EXISTS (SELECT 1 FROM inquiry_paper p
              WHERE p.run_no = inquiry_sheet.run_no AND p.sheet_no = inquiry_sheet.sheet_no AND p.pages = 0)
