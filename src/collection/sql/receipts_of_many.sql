-- receipts_of_year of any number of notices, as far as they are of the instalments named.
SELECT r.notice_no, r.channel, r.instalment, r.slip_kind, r.slip_serial, r.amount, r.received_on, r.received_at,
       r.store, CASE WHEN b.receipt_no IS NULL THEN r.kind ELSE 3 END
FROM collection_receipt r
LEFT JOIN collection_receipt b ON b.reverses = r.receipt_no AND b.reverses <> 0
WHERE r.levy_year = $levy_year AND r.notice_no IN ($notices...) AND r.instalment IN ($instalments...)
  AND r.reverses = 0
ORDER BY r.notice_no, r.receipt_no
