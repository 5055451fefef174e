-- 納付済額 of all payers: what was paid on days of the year, and what acts of ours (充当 12, 過誤納の発生 14) may
-- have brought into it or taken out of it.
SELECT a.payer_no, a.levy_year, a.amount, a.paid_on, r.channel, r.received_on, COALESCE(u.channel, 0),
       COALESCE(u.received_on, 0), COALESCE(u.paid_in_on, 0)
FROM collection_allocation a
JOIN collection_receipt r ON r.receipt_no = a.receipt_no
LEFT JOIN collection_receipt u ON r.uses <> 0 AND u.receipt_no = r.uses
WHERE a.item = 1 AND a.recorded_at <= $known_at
  AND ((a.paid_on >= $from AND a.paid_on <= $until) OR r.channel = 12 OR r.channel = 14)
ORDER BY a.payer_no, a.levy_year, a.receipt_no, a.instalment
