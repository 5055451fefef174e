SELECT DISTINCT payer_no FROM collection_receipt WHERE receipt_no > $after ORDER BY payer_no
