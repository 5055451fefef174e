SELECT name, deleted FROM retention_rows WHERE run_no = $run_no ORDER BY name
