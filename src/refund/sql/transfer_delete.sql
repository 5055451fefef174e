DELETE FROM refund_transfer WHERE transfer_no = $transfer_no AND state = 1
