SELECT run_no FROM arrears_file_line WHERE act_no = $act_no
