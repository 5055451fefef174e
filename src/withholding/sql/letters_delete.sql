DELETE FROM withholding_letter WHERE run_no = $run_no
