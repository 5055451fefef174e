UPDATE demand_contact SET superseded_at = $now
WHERE payer_no = $payer_no AND recorded_at = $applied_at AND superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM demand_promise w WHERE w.contact_no = demand_contact.contact_no)
