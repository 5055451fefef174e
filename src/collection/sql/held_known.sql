SELECT r.receipt_no
FROM collection_reference f
JOIN collection_receipt r ON r.receipt_no = f.receipt_no
WHERE f.channel = $channel AND f.reference = $reference AND r.amount = $amount AND r.received_on = $received_on
  AND NOT EXISTS (SELECT 1 FROM collection_receipt b WHERE b.reverses = r.receipt_no AND b.reverses <> 0)
LIMIT 1
