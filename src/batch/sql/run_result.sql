UPDATE batch_run SET result = $result WHERE run_no = $run_no
