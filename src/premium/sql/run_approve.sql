UPDATE premium_run SET is_approved = 1, approved_at = $now WHERE run_no = $run_no AND decided_on > 0
