-- Two sayings about one day at once.
SELECT MIN(settlement_no), paid_in_on
FROM payin_settlement
WHERE superseded_at = 9223372036854775807
GROUP BY channel, paid_in_on
HAVING COUNT(*) > 1
ORDER BY paid_in_on
LIMIT 20
