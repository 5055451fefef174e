-- What was taken of each excess; a decision that was taken back takes nothing.
SELECT i.receipt_no, CAST(SUM(i.amount) AS BIGINT)
FROM refund_item i
LEFT JOIN refund_step s ON s.case_no = i.case_no
  AND s.step_no = (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = i.case_no)
WHERE COALESCE(s.state, 0) <> 9
GROUP BY i.receipt_no ORDER BY i.receipt_no
