DELETE FROM premium_run WHERE run_no = $run_no AND is_approved = 0
