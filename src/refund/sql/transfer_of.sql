SELECT transfer_on, payees, amount, file, sha256, state FROM refund_transfer WHERE transfer_no = $transfer_no
