-- How many households a run touches.
SELECT COUNT(DISTINCT household_no) FROM remedy_line WHERE run_no = $run_no
