SELECT case_no, receipt_no, payer_no, amount, limit_on FROM refund_lapse WHERE run_no = $run_no
ORDER BY case_no, receipt_no
