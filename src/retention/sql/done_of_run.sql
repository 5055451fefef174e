SELECT levy_year, households, charges, amount, deleted_on FROM retention_done WHERE run_no = $run_no ORDER BY levy_year
