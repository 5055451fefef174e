-- Whose debts a call covered: the one who was called, and those of his household.
SELECT payer_no FROM demand_call WHERE run_no = $run_no AND call_payer_no = $call_payer_no ORDER BY payer_no
