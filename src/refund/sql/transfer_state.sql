UPDATE refund_transfer SET state = $state WHERE transfer_no = $transfer_no AND state = $was
