INSERT INTO arrears_file_line (act_no, run_no, recorded_at) VALUES ($act_no, $run_no, $recorded_at)
