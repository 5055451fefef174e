DELETE FROM demand_line WHERE run_no = $run_no
