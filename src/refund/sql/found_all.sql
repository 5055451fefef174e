SELECT receipt_no, found_on, has_account FROM refund_found ORDER BY receipt_no
