DELETE FROM premium_due WHERE run_no = $run_no
