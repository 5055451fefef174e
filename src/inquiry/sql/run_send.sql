UPDATE inquiry_run SET sent_on = $sent_on, sent_at = $now WHERE run_no = $run_no AND sent_on = 0
