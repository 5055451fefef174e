SELECT levy_year, household_no FROM retention_unit WHERE run_no = $run_no ORDER BY levy_year, household_no
