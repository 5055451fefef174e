SELECT COALESCE(MAX(act_no), 0) FROM arrears_act
