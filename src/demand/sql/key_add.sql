INSERT INTO demand_key (list_no, payer_no, recorded_at) VALUES ($list_no, $payer_no, $recorded_at)
ON CONFLICT (list_no, payer_no) DO NOTHING
