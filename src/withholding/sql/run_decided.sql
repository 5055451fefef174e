UPDATE withholding_run SET decided_on = $decided_on WHERE run_no = $run_no AND decided_on = 0
