-- Every line of every receipt in the order of the charges.
SELECT a.levy_year, a.household_no, a.payer_no, a.receipt_no, a.instalment, a.item, a.amount, a.medical, a.support,
       a.care, a.child, a.paid_on, r.channel, r.source, r.business_date, r.received_on, r.paid_in_on
FROM collection_allocation a
JOIN collection_receipt r ON r.receipt_no = a.receipt_no
WHERE r.business_date >= $from AND r.business_date <= $until
ORDER BY a.levy_year, a.household_no, a.payer_no, a.receipt_no, a.instalment, a.item
