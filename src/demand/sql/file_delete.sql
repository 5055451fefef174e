DELETE FROM demand_file WHERE run_no = $run_no
