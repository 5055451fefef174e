SELECT unit_key FROM batch_skip WHERE run_no = $run_no ORDER BY unit_key
