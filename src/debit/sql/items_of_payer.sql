SELECT i.levy_year, i.instalment, i.attempt, r.debit_on, COALESCE(a.answered_on, 0), COALESCE(a.redebit_on, 0),
    i.amount, COALESCE(a.overpaid, 0), COALESCE(a.result, -1), r.sent_on,
    CASE WHEN h.item_no IS NULL THEN 0 ELSE 1 END, i.bank, i.customer_no
FROM debit_item i
JOIN debit_request r ON r.request_no = i.request_no
LEFT JOIN debit_answer a ON a.item_no = i.item_no AND a.recorded_at <= $known_at
LEFT JOIN debit_halt h ON h.item_no = i.item_no AND h.withdrawn_at = 9223372036854775807
WHERE i.new_code IN (0, 1, 2) AND i.payer_no = $payer_no
ORDER BY i.item_no DESC
