UPDATE batch_run SET state = 4 WHERE run_no = $run_no AND state IN (0, 1)
