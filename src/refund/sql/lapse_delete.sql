DELETE FROM refund_lapse WHERE run_no = $run_no
