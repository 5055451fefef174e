-- The same told twice by two files at once.
SELECT a.money_no, a.paid_in_on
FROM payin_money a
JOIN payin_money b ON b.source = a.source AND b.channel = a.channel AND b.paid_in_on = a.paid_in_on
     AND b.from_day = a.from_day AND b.until_day = a.until_day AND b.label = a.label
     AND b.superseded_at = a.superseded_at AND b.recorded_at > a.recorded_at
WHERE a.superseded_at = 9223372036854775807
ORDER BY a.money_no
LIMIT 20
