-- Days and channels whose sum is not that of its receipts: yyyymmdd, and by how much.
SELECT paid_in_on, CAST(SUM(amount) AS BIGINT)
FROM (SELECT paid_in_on, channel, items, amount
      FROM collection_paid_in
      UNION ALL
      SELECT paid_in_on, channel, CASE WHEN reverses = 0 THEN -1 ELSE 1 END, -amount
      FROM collection_receipt
      WHERE receipt_no <= COALESCE((SELECT MAX(receipt_no) FROM collection_paid_in_until), 0) AND source = $cash) summed
GROUP BY paid_in_on, channel
HAVING SUM(amount) <> 0 OR SUM(items) <> 0
ORDER BY paid_in_on, channel
