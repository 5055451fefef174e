INSERT INTO collection_paid_in_until (receipt_no)
SELECT COALESCE(MAX(receipt_no), 0) FROM collection_receipt
