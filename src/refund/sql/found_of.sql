-- found_all of these receipts.
SELECT receipt_no, found_on, has_account FROM refund_found WHERE receipt_no IN ($receipts...) ORDER BY receipt_no
