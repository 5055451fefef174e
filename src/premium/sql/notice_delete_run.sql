DELETE FROM premium_notice WHERE run_no = $run_no
