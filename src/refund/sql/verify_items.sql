-- An excess of which more was taken than an item may: by receipt.
SELECT receipt_no, CAST(SUM(amount) AS BIGINT) FROM refund_item GROUP BY receipt_no ORDER BY receipt_no
