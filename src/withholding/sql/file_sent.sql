UPDATE withholding_file SET sent_on = $sent_on WHERE run_no = $run_no AND sent_on = 0
