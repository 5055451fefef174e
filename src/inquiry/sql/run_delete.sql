DELETE FROM inquiry_run WHERE run_no = $run_no
