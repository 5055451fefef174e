DELETE FROM retention_unit WHERE run_no = $run_no
