INSERT INTO batch_skip (run_no, unit_key) VALUES ($run_no, $unit_key)
ON CONFLICT DO NOTHING
