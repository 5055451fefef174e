SELECT act_no FROM arrears_file_line WHERE run_no = $run_no OR $run_no = 0 ORDER BY act_no
