INSERT INTO refund_lapse (run_no, case_no, receipt_no, payer_no, amount, limit_on)
VALUES ($run_no, $case_no, $receipt_no, $payer_no, $amount, $limit_on)
