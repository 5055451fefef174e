INSERT INTO demand_call_stop (run_no, call_payer_no, why, stopped_on, recorded_at)
VALUES ($run_no, $call_payer_no, $why, $stopped_on, $recorded_at)
ON CONFLICT (run_no, call_payer_no) DO NOTHING
