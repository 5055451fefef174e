UPDATE premium_run SET is_approved = 1 WHERE run_no = $run_no AND decided_on > 0
