SELECT COALESCE(MAX(entry_no), 0) FROM arrears_money
