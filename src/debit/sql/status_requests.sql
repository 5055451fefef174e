SELECT r.request_no, r.run_no, r.items, r.amount, r.debit_on, r.sent_on, r.file_name, r.consignor, r.group_key,
    r.sha256, COUNT(a.item_no), CAST(COALESCE(SUM(CASE WHEN a.result = 0 THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN a.result = 0 THEN i.amount ELSE 0 END), 0) AS BIGINT)
FROM (SELECT * FROM debit_request ORDER BY request_no DESC LIMIT $max) r
JOIN debit_item i ON i.request_no = r.request_no
LEFT JOIN debit_answer a ON a.item_no = i.item_no
GROUP BY r.request_no, r.run_no, r.items, r.amount, r.debit_on, r.sent_on, r.file_name, r.consignor, r.group_key,
    r.sha256
ORDER BY r.request_no DESC
