-- Files whose lines do not sum up to what the file says.
SELECT t.transfer_no, t.amount, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT)
FROM refund_transfer t LEFT JOIN refund_transfer_line l ON l.transfer_no = t.transfer_no
GROUP BY t.transfer_no, t.amount, t.payees
HAVING COALESCE(SUM(l.amount), 0) <> t.amount OR COUNT(l.case_no) <> t.payees
ORDER BY t.transfer_no
