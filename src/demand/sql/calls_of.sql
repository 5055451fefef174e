SELECT call_payer_no, payer_no, unpaid, charges, oldest_due
FROM demand_call
WHERE run_no = $run_no
ORDER BY call_payer_no, payer_no
