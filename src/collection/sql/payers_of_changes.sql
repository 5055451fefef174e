-- The same without what direct debit brought in: a payment like those of the other channels.
SELECT DISTINCT payer_no FROM collection_receipt
WHERE receipt_no > $after AND kind = 5 AND NOT (channel = 3 AND amount > 0 AND reverses = 0)
ORDER BY payer_no
