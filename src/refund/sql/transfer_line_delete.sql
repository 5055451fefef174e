DELETE FROM refund_transfer_line WHERE transfer_no = $transfer_no
