SELECT receipt_no FROM arrears_heir_receipt WHERE change_no = $change_no ORDER BY receipt_no
