-- Files whose lines, with those past their retention, do not sum up to what the file says.
SELECT t.transfer_no, t.amount, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT)
FROM refund_transfer t
LEFT JOIN refund_transfer_line l ON l.transfer_no = t.transfer_no
LEFT JOIN refund_gone g ON g.transfer_no = t.transfer_no
GROUP BY t.transfer_no, t.amount, t.payees, g.amount, g.payees
HAVING COALESCE(SUM(l.amount), 0) + COALESCE(g.amount, 0) <> t.amount
    OR COUNT(l.case_no) + COALESCE(g.payees, 0) <> t.payees
ORDER BY t.transfer_no
