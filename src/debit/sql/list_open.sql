SELECT i.payer_no, i.household_no, i.levy_year, i.instalment, i.amount, r.debit_on, i.bank, i.customer_no, r.file_name,
    CASE WHEN h.item_no IS NULL THEN 0 ELSE h.halted_on END, COALESCE(h.reason, '')
FROM debit_item i
JOIN debit_request r ON r.request_no = i.request_no AND r.sent_on <> 0
LEFT JOIN debit_answer a ON a.item_no = i.item_no
LEFT JOIN debit_halt h ON h.item_no = i.item_no AND h.withdrawn_at = 9223372036854775807
WHERE a.item_no IS NULL
ORDER BY r.debit_on, i.item_no
