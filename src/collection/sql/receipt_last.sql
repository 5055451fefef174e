SELECT COALESCE(MAX(receipt_no), 0) FROM collection_receipt
