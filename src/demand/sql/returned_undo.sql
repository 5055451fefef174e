UPDATE demand_returned SET superseded_at = $now
WHERE payer_no = $payer_no AND run_no = $run_no AND recorded_at = $applied_at
  AND superseded_at = 9223372036854775807
