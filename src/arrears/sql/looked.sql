SELECT as_of, receipt_no FROM arrears_looked
