SELECT case_no, step_no, is_reminder FROM refund_letter WHERE run_no = $run_no ORDER BY case_no
