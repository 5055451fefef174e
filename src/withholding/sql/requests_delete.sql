DELETE FROM withholding_request WHERE run_no = $run_no
