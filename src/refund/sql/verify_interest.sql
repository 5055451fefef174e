-- Cases whose interest is not the sum of its lines.
SELECT s.case_no, s.interest,
       (SELECT CAST(COALESCE(SUM(b.amount), 0) AS BIGINT) FROM refund_interest b
        WHERE b.case_no = s.case_no AND b.revision = s.revision)
FROM refund_step s
WHERE s.step_no = (SELECT MAX(m.step_no) FROM refund_step m WHERE m.case_no = s.case_no)
  AND s.interest <> (SELECT COALESCE(SUM(b.amount), 0) FROM refund_interest b
                     WHERE b.case_no = s.case_no AND b.revision = s.revision)
ORDER BY s.case_no
