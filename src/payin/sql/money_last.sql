SELECT COALESCE(MAX(money_no), 0) FROM payin_money
