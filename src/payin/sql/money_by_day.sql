SELECT paid_in_on, channel, source, CAST(SUM(items) AS BIGINT), CAST(SUM(gross) AS BIGINT),
       CAST(SUM(fee) AS BIGINT), CAST(SUM(net) AS BIGINT)
FROM payin_money
WHERE superseded_at = 9223372036854775807 AND paid_in_on >= $from AND paid_in_on <= $until
GROUP BY paid_in_on, channel, source
ORDER BY paid_in_on, channel, source
