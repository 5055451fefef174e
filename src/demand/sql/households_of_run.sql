SELECT DISTINCT levy_year, household_no FROM demand_line WHERE run_no = $run_no ORDER BY levy_year, household_no
