DELETE FROM inquiry_paper WHERE run_no = $run_no AND pages = 0
