INSERT INTO arrears_looked (as_of, receipt_no) VALUES ($as_of, $receipt_no)
