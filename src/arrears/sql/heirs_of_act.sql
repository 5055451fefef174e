SELECT heir_no, share_num, share_den, amount, owed, estate, is_representative FROM arrears_heir
WHERE act_no = $act_no ORDER BY seq
