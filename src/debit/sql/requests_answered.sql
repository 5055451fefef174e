SELECT r.request_no, r.file_name, r.layout, r.sha256, r.items, r.amount, r.bytes
FROM debit_request r
WHERE r.debit_on = $debit_on AND r.sent_on <> 0
    AND NOT EXISTS (SELECT 1 FROM debit_item i LEFT JOIN debit_answer a ON a.item_no = i.item_no
        WHERE i.request_no = r.request_no AND a.item_no IS NULL)
ORDER BY r.request_no
