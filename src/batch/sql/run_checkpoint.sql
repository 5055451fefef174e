UPDATE batch_run
SET checkpoint = $checkpoint, units_done = $units_done, units_total = $units_total,
    finding_count = $finding_count
WHERE run_no = $run_no
