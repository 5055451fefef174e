DELETE FROM refund_letter WHERE run_no = $run_no
