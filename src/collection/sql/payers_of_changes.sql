-- Of whom an act of ours was booked behind a receipt: 充当, 配当, 取消, 過誤納の発生, at the counter; without what direct debit
-- brought in: a payment like those of the other channels.
SELECT DISTINCT payer_no FROM collection_receipt
WHERE receipt_no > $after AND kind = 5 AND NOT (channel = 3 AND amount > 0 AND reverses = 0 AND uses = 0)
ORDER BY payer_no
