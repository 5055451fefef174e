-- 納付済額: principal that was put on the charges of a payer and levy year, with where it came from.
SELECT a.payer_no, a.levy_year, a.amount, a.paid_on, r.channel, r.received_on, COALESCE(u.channel, 0),
       COALESCE(u.received_on, 0), COALESCE(u.paid_in_on, 0)
FROM collection_allocation a
JOIN collection_receipt r ON r.receipt_no = a.receipt_no
LEFT JOIN collection_receipt u ON r.uses <> 0 AND u.receipt_no = r.uses
WHERE a.levy_year = $levy_year AND a.household_no = $household_no AND a.payer_no = $payer_no AND a.item = 1
ORDER BY a.receipt_no, a.instalment
