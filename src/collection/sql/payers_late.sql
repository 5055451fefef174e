-- Who paid behind a receipt and has ever paid 延滞金.
SELECT DISTINCT payer_no FROM collection_receipt r
WHERE receipt_no > $after
  AND EXISTS (SELECT 1 FROM collection_allocation a WHERE a.payer_no = r.payer_no AND a.item = 2)
ORDER BY payer_no
