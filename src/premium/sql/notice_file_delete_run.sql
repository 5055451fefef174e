DELETE FROM premium_notice_file WHERE run_no = $run_no
