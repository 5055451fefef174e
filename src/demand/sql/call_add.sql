INSERT INTO demand_call (run_no, payer_no, call_payer_no, household_no, unpaid, charges, oldest_due)
VALUES ($run_no, $payer_no, $call_payer_no, $household_no, $unpaid, $charges, $oldest_due)
