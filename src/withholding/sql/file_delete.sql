DELETE FROM withholding_file WHERE run_no = $run_no AND sent_on = 0
