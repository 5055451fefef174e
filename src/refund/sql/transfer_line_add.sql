INSERT INTO refund_transfer_line (transfer_no, case_no, step_no, amount)
VALUES ($transfer_no, $case_no, $step_no, $amount)
