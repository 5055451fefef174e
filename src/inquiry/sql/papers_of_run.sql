SELECT sheet_no FROM inquiry_paper WHERE run_no = $run_no AND sheet_no > $after ORDER BY sheet_no LIMIT $max
