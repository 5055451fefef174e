SELECT CAST(COALESCE(SUM(i.amount), 0) AS BIGINT)
FROM refund_item i
JOIN refund_step s ON s.case_no = i.case_no
  AND s.step_no = (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = i.case_no)
WHERE i.use = 2 AND s.state NOT IN (5, 6, 8, 9)
