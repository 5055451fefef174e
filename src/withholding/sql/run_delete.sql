DELETE FROM withholding_run WHERE run_no = $run_no AND decided_on = 0
