DELETE FROM demand_call WHERE run_no = $run_no
