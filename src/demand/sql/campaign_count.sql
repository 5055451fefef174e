SELECT COUNT(*) FROM demand_campaign WHERE run_no = $run_no
