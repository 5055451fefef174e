-- What a change entered and nobody took back, the newest first.
SELECT entry_no, item, step, act_no, claim_seq, by_act_no, payer_no, on_day, spent, amount, words
FROM arrears_money m
WHERE change_no = $change_no AND takes_back = 0
  AND NOT EXISTS (SELECT 1 FROM arrears_money b WHERE b.change_no = m.change_no AND b.takes_back = m.entry_no)
ORDER BY entry_no DESC
