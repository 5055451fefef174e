-- 過誤納の発生 (K1) after a receipt, of the charges it paid, that was not taken back: the oldest.
SELECT MIN(r.receipt_no)
FROM collection_allocation paid
JOIN collection_allocation a ON a.levy_year = paid.levy_year AND a.household_no = paid.household_no
     AND a.payer_no = paid.payer_no AND a.instalment = paid.instalment AND a.receipt_no > paid.receipt_no
JOIN collection_receipt r ON r.receipt_no = a.receipt_no AND r.channel = $raised
LEFT JOIN collection_receipt x ON x.reverses = r.receipt_no AND x.reverses <> 0
WHERE paid.levy_year = $levy_year AND paid.household_no = $household_no AND paid.payer_no = $payer_no
  AND paid.receipt_no = $receipt_no AND paid.item = 1 AND paid.amount > 0 AND a.amount < 0 AND x.receipt_no IS NULL
