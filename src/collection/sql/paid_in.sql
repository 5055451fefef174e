-- Money by channel and 払込日 as the channels' data say: what came in, less what was taken back. source 1: cash.
SELECT paid_in_on, channel, CAST(SUM(CASE WHEN reverses = 0 THEN 1 ELSE -1 END) AS BIGINT),
       CAST(SUM(amount) AS BIGINT)
FROM collection_receipt
WHERE paid_in_on >= $from AND paid_in_on <= $until AND source = $cash
GROUP BY paid_in_on, channel
ORDER BY paid_in_on, channel
