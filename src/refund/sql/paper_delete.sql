DELETE FROM refund_paper WHERE run_no = $run_no
