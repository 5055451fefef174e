-- The newest payment that a record of the channel takes back: by its reference where the channel tells one.
SELECT r.receipt_no
FROM collection_receipt r
LEFT JOIN collection_reference f ON f.receipt_no = r.receipt_no
WHERE r.levy_year = $levy_year AND r.notice_no = $notice_no AND r.instalment = $instalment
  AND r.slip_serial = $slip_serial AND r.channel = $channel AND r.kind = 4 AND r.amount = $amount
  AND r.received_on = $received_on AND ($reference = '' OR f.reference = $reference)
  AND NOT EXISTS (SELECT 1 FROM collection_receipt b WHERE b.reverses = r.receipt_no AND b.reverses <> 0)
ORDER BY r.receipt_no DESC
LIMIT 1
