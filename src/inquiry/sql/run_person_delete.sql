DELETE FROM inquiry_person WHERE sheet_no IN (SELECT sheet_no FROM inquiry_sheet WHERE run_no = $run_no)
