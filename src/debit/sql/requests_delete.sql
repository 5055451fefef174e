DELETE FROM debit_request WHERE run_no = $run_no AND sent_on = 0
