-- Lines of no receipt.
SELECT a.receipt_no, a.amount
FROM collection_allocation a
LEFT JOIN collection_receipt r ON r.receipt_no = a.receipt_no
WHERE r.receipt_no IS NULL OR r.state <> 1
ORDER BY a.receipt_no
LIMIT 20
