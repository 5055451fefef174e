UPDATE debit_halt SET withdrawn_at = $now
WHERE recorded_at = $applied_at AND withdrawn_at = 9223372036854775807
    AND item_no IN (SELECT i.item_no FROM debit_item i WHERE i.new_code IN (0, 1, 2) AND i.payer_no = $payer_no)
    AND item_no NOT IN (SELECT a.item_no FROM debit_answer a)
