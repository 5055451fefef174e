SELECT i.item_no, i.levy_year, i.household_no, i.payer_no, i.instalment, i.attempt, i.notice_no, i.amount, i.serial,
    r.debit_on, r.sent_on, COALESCE(a.result, -1),
    COALESCE((SELECT h.halted_on FROM debit_halt h
        WHERE h.item_no = i.item_no AND h.withdrawn_at = 9223372036854775807), 0)
FROM debit_item i
JOIN debit_request r ON r.request_no = i.request_no
LEFT JOIN debit_answer a ON a.item_no = i.item_no
WHERE i.customer_no = $customer_no
