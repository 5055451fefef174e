SELECT r.request_no
FROM debit_request r
LEFT JOIN (SELECT request_no, COUNT(*) AS items, SUM(amount) AS amount FROM debit_item GROUP BY request_no) i
    ON i.request_no = r.request_no
WHERE i.request_no IS NULL OR i.items <> r.items OR i.amount <> r.amount
