SELECT a.item_no
FROM debit_answer a
LEFT JOIN debit_item i ON i.item_no = a.item_no
LEFT JOIN debit_request r ON r.request_no = i.request_no
WHERE i.item_no IS NULL OR r.sent_on = 0
