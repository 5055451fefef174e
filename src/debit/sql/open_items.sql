SELECT i.item_no
FROM debit_item i
JOIN debit_request r ON r.request_no = i.request_no AND r.sent_on <> 0
LEFT JOIN debit_answer a ON a.item_no = i.item_no
WHERE a.item_no IS NULL
ORDER BY i.item_no
