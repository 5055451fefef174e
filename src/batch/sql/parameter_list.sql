SELECT name, value FROM batch_parameter WHERE run_no = $run_no ORDER BY name
