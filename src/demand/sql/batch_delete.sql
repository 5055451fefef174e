DELETE FROM demand_batch WHERE run_no = $run_no
