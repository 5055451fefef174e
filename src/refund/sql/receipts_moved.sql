-- Excesses of which something was taken after $since, or whose case took a step.
SELECT receipt_no, recorded_at FROM refund_item WHERE recorded_at > $since
UNION ALL
SELECT i.receipt_no, s.recorded_at
FROM refund_step s
JOIN refund_item i ON i.case_no = s.case_no
WHERE s.recorded_at > $since
