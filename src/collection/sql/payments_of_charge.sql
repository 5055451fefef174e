-- What was put on a charge, oldest day first; a counterpart names the receipt it takes back and its slip.
SELECT a.receipt_no, r.channel, a.item, a.paid_on, a.amount, a.medical, a.support, a.care, a.child,
       COALESCE(o.receipt_no, r.receipt_no), COALESCE(o.instalment, r.instalment),
       COALESCE(o.slip_serial, r.slip_serial), a.recorded_at
FROM collection_allocation a
JOIN collection_receipt r ON r.receipt_no = a.receipt_no
LEFT JOIN collection_receipt o ON o.receipt_no = r.reverses AND r.reverses <> 0
WHERE a.levy_year = $levy_year AND a.household_no = $household_no AND a.payer_no = $payer_no
  AND a.instalment = $instalment
ORDER BY a.paid_on, a.receipt_no, a.item
