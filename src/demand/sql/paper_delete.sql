DELETE FROM demand_paper WHERE run_no = $run_no
