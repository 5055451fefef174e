INSERT INTO refund_transfer (transfer_no, transfer_on, payees, amount, file, sha256, state, recorded_at)
VALUES ($transfer_no, $transfer_on, $payees, $amount, $file, $sha256, 1, $recorded_at)
