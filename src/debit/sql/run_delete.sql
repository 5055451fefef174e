DELETE FROM debit_run WHERE run_no = $run_no
