SELECT i.item_no, i.amount
FROM debit_item i
JOIN debit_request r ON r.request_no = i.request_no AND r.sent_on <> 0 AND r.debit_on = $debit_on
LEFT JOIN debit_answer a ON a.item_no = i.item_no
LEFT JOIN debit_halt h ON h.item_no = i.item_no AND h.withdrawn_at = 9223372036854775807
WHERE i.new_code IN (0, 1, 2) AND i.payer_no = $payer_no AND a.item_no IS NULL AND h.item_no IS NULL
ORDER BY i.item_no
