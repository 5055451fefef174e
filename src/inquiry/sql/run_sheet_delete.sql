DELETE FROM inquiry_sheet WHERE run_no = $run_no
