-- Lines above zero that a channel brought in from $source, in no order.
SELECT a.levy_year, a.household_no, a.payer_no, a.receipt_no, a.instalment, a.item, a.amount
FROM collection_allocation a
JOIN collection_receipt r ON r.receipt_no = a.receipt_no
WHERE r.channel = $channel AND r.source = $source AND a.amount > 0
