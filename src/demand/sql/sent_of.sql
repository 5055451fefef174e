-- Papers of a payer, newest first, and what became of each.
SELECT p.run_no, p.sequence_no, b.kind, b.issued_on, b.fixed_on, COALESCE(a.approved_on, 0), p.way,
       p.amount + p.late_charge + p.fee, COALESCE(u.pulled_on, 0), COALESCE(u.why, 0),
       COALESCE((SELECT MAX(r.returned_on) FROM demand_returned r
                 WHERE r.run_no = p.run_no AND r.payer_no = p.payer_no
                   AND r.superseded_at = 9223372036854775807), 0),
       COALESCE((SELECT MAX(n.effective_on) FROM demand_publication n
                 WHERE n.run_no = p.run_no AND n.payer_no = p.payer_no
                   AND n.superseded_at = 9223372036854775807), 0)
FROM demand_paper p
JOIN demand_batch b ON b.run_no = p.run_no
LEFT JOIN demand_approval a ON a.run_no = p.run_no
LEFT JOIN demand_pull u ON u.run_no = p.run_no AND u.payer_no = p.payer_no
WHERE p.payer_no = $payer_no
ORDER BY b.issued_on DESC, p.run_no DESC
LIMIT 100
