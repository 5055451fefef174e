-- 還付 as the states say: paid out, lapsed, and the interest that was paid.
SELECT CAST(COALESCE(SUM(CASE WHEN s.state IN (5, 6) THEN
           (SELECT COALESCE(SUM(i.amount), 0) FROM refund_item i WHERE i.case_no = s.case_no AND i.use = 2)
           ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN s.state = 8 THEN
           (SELECT COALESCE(SUM(i.amount), 0) FROM refund_item i WHERE i.case_no = s.case_no AND i.use = 2)
           ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN s.state IN (5, 6) THEN s.interest ELSE 0 END), 0) AS BIGINT),
       (SELECT CAST(COALESCE(SUM(i.amount), 0) AS BIGINT) FROM refund_item i WHERE i.use = 4)
FROM refund_step s
WHERE s.step_no = (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = s.case_no)
