SELECT i.payer_no, i.household_no, i.levy_year, i.instalment, r.debit_on, i.amount, a.overpaid, i.bank, a.receipt_no
FROM debit_request r
JOIN debit_item i ON i.request_no = r.request_no
JOIN debit_answer a ON a.item_no = i.item_no AND a.result = 0
WHERE r.debit_on >= $from_day AND r.debit_on <= $last_day
ORDER BY i.payer_no, r.debit_on, i.levy_year, i.instalment
