SELECT receipt_no, heir_seq FROM arrears_heir_receipt WHERE act_no = $act_no ORDER BY receipt_no
