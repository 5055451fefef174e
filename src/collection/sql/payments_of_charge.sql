-- What was put on a charge, oldest day first.
SELECT a.receipt_no, r.channel, a.item, a.paid_on, a.amount, a.medical, a.support, a.care, a.child
FROM collection_allocation a
JOIN collection_receipt r ON r.receipt_no = a.receipt_no
WHERE a.levy_year = $levy_year AND a.household_no = $household_no AND a.payer_no = $payer_no
  AND a.instalment = $instalment
ORDER BY a.paid_on, a.receipt_no, a.item
