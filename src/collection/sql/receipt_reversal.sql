-- What took a receipt back, or used what stood of it and was not taken back itself.
SELECT c.receipt_no, c.reverses
FROM collection_receipt c
WHERE (c.reverses = $receipt_no AND c.reverses <> 0)
   OR (c.uses = $receipt_no AND c.uses <> 0 AND c.reverses = 0
       AND NOT EXISTS (SELECT 1 FROM collection_receipt b WHERE b.reverses = c.receipt_no AND b.reverses <> 0))
ORDER BY c.receipt_no
