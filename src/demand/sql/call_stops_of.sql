SELECT call_payer_no, why, stopped_on
FROM demand_call_stop
WHERE run_no = $run_no AND stopped_on = $stopped_on
ORDER BY call_payer_no
