UPDATE certificate_guide_run SET sent_on = $sent_on WHERE run_no = $run_no
