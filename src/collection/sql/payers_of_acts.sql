-- Of whom an act of ours was booked behind a receipt: 充当, 配当, 取消, 過誤納の発生, at the counter.
SELECT DISTINCT payer_no FROM collection_receipt WHERE receipt_no > $after AND kind = 5 ORDER BY payer_no
