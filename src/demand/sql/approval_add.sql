INSERT INTO demand_approval (run_no, approved_on, recorded_at) VALUES ($run_no, $approved_on, $recorded_at)
