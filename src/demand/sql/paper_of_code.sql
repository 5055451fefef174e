-- A paper by what its code says, whether it was sent, and when it last came back.
SELECT p.payer_no, b.kind, b.issued_on, COALESCE(a.approved_on, 0), CASE WHEN u.run_no IS NULL THEN 0 ELSE 1 END,
       COALESCE((SELECT MAX(r.returned_on) FROM demand_returned r
                 WHERE r.run_no = p.run_no AND r.payer_no = p.payer_no
                   AND r.superseded_at = 9223372036854775807), 0)
FROM demand_paper p
JOIN demand_batch b ON b.run_no = p.run_no
LEFT JOIN demand_approval a ON a.run_no = p.run_no
LEFT JOIN demand_pull u ON u.run_no = p.run_no AND u.payer_no = p.payer_no
WHERE p.run_no = $run_no AND p.sequence_no = $sequence_no
