-- The receipt of a number or the one before it, and when it was recorded.
SELECT receipt_no, recorded_at FROM collection_receipt WHERE receipt_no <= $receipt_no ORDER BY receipt_no DESC LIMIT 1
