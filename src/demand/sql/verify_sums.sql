-- Papers whose lines, with those past their retention, do not make their sums.
SELECT p.run_no, p.payer_no
FROM demand_paper p
LEFT JOIN demand_line l ON l.run_no = p.run_no AND l.payer_no = p.payer_no
LEFT JOIN demand_gone g ON g.run_no = p.run_no AND g.payer_no = p.payer_no
GROUP BY p.run_no, p.payer_no, p.amount, p.late_charge, p.fee, g.amount, g.late_charge, g.fee
HAVING COALESCE(SUM(l.amount), 0) + COALESCE(g.amount, 0) <> p.amount
    OR COALESCE(SUM(l.late_charge), 0) + COALESCE(g.late_charge, 0) <> p.late_charge
    OR COALESCE(SUM(l.fee), 0) + COALESCE(g.fee, 0) <> p.fee
ORDER BY p.run_no, p.payer_no
LIMIT 20
