SELECT g.starts_on, g.ends_on, g.way
FROM demand_campaign g
WHERE g.run_no = $run_no
  AND EXISTS (SELECT 1 FROM demand_call c WHERE c.run_no = g.run_no AND c.call_payer_no = $call_payer_no)
