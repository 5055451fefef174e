-- What was taken of each excess and payment day; 還付 is counted until its case lapses (the lapse is an item too).
SELECT i.receipt_no, i.paid_on, CAST(SUM(i.amount) AS BIGINT),
       CAST(SUM(CASE WHEN i.use = 2 AND COALESCE(s.state, 0) NOT IN (5, 6, 8) THEN i.amount ELSE 0 END) AS BIGINT)
FROM refund_item i
LEFT JOIN refund_step s ON s.case_no = i.case_no
  AND s.step_no = (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = i.case_no)
WHERE COALESCE(s.state, 0) <> 9
GROUP BY i.receipt_no, i.paid_on ORDER BY i.receipt_no, i.paid_on
