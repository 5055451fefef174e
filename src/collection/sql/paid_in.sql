-- Money by channel and 払込日 as the channels' data say: what came in, less what was taken back. source 1: cash. What was summed
-- up stands there, behind its last number the receipts themselves; what is past its retention (item 6: whole receipts) counts
-- with its sums.
SELECT paid_in_on, channel, CAST(SUM(items) AS BIGINT), CAST(SUM(amount) AS BIGINT)
FROM (SELECT paid_in_on, channel, items, amount
      FROM collection_paid_in
      WHERE paid_in_on >= $from AND paid_in_on <= $until
      UNION ALL
      SELECT paid_in_on, channel, CASE WHEN reverses = 0 THEN 1 ELSE -1 END AS items, amount
      FROM collection_receipt
      WHERE receipt_no > COALESCE((SELECT MAX(receipt_no) FROM collection_paid_in_until), 0)
        AND paid_in_on >= $from AND paid_in_on <= $until AND source = $cash
      UNION ALL
      SELECT paid_in_on, channel, items, amount
      FROM collection_closing
      WHERE paid_in_on >= $from AND paid_in_on <= $until AND source = $cash AND item = 6) paid
GROUP BY paid_in_on, channel
ORDER BY paid_in_on, channel
