-- Requests whose items, with those past their retention, are not what was sent.
SELECT r.request_no
FROM debit_request r
LEFT JOIN (SELECT request_no, SUM(items) AS items, SUM(amount) AS amount
           FROM (SELECT request_no, COUNT(*) AS items, SUM(amount) AS amount FROM debit_item GROUP BY request_no
                 UNION ALL
                 SELECT request_no, items, amount FROM debit_gone) asked
           GROUP BY request_no) i
    ON i.request_no = r.request_no
WHERE i.request_no IS NULL OR i.items <> r.items OR i.amount <> r.amount
