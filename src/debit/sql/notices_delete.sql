DELETE FROM debit_notice WHERE run_no = $run_no
