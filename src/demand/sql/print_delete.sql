DELETE FROM demand_print WHERE run_no = $run_no
