SELECT value FROM batch_parameter WHERE run_no = $run_no AND name = $name
