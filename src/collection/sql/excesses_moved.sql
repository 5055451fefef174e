-- 過誤納 and 仮受 recorded behind a receipt, and receipts that were taken back behind it.
SELECT CASE WHEN reverses <> 0 THEN reverses ELSE receipt_no END, recorded_at
FROM collection_receipt
WHERE receipt_no > $after AND (reverses <> 0 OR overpaid > 0 OR (state = 2 AND amount > 0))
