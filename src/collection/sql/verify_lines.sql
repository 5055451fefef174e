-- Booked receipts whose lines and 過誤納 are not the amount, and held ones that have lines.
SELECT r.receipt_no, r.amount
FROM collection_receipt r
LEFT JOIN collection_allocation a ON a.receipt_no = r.receipt_no AND a.levy_year = r.levy_year
     AND a.household_no = r.household_no AND a.payer_no = r.payer_no
GROUP BY r.receipt_no, r.amount, r.state, r.overpaid
HAVING (r.state = 1 AND COALESCE(SUM(a.amount), 0) + r.overpaid <> r.amount)
    OR (r.state = 2 AND COALESCE(SUM(a.amount), 0) <> 0)
ORDER BY r.receipt_no
LIMIT 20
