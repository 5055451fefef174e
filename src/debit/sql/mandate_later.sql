SELECT COUNT(*) FROM debit_mandate WHERE payer_no = $payer_no AND recorded_at > $applied_at
