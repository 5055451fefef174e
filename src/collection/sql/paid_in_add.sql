-- Adds the receipts behind the number up to which they were summed up.
INSERT INTO collection_paid_in (paid_in_on, channel, items, amount)
SELECT paid_in_on, channel, CAST(SUM(CASE WHEN reverses = 0 THEN 1 ELSE -1 END) AS BIGINT), CAST(SUM(amount) AS BIGINT)
FROM collection_receipt
WHERE receipt_no > COALESCE((SELECT MAX(receipt_no) FROM collection_paid_in_until), 0) AND source = $cash
GROUP BY paid_in_on, channel
ON CONFLICT (paid_in_on, channel) DO UPDATE
SET items = collection_paid_in.items + excluded.items, amount = collection_paid_in.amount + excluded.amount
