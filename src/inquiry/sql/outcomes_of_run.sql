SELECT outcome, COUNT(*) FROM inquiry_outcome WHERE run_no = $run_no GROUP BY outcome ORDER BY outcome
