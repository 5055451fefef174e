SELECT case_no, step_no, amount FROM refund_transfer_line WHERE transfer_no = $transfer_no ORDER BY case_no
