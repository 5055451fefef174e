-- Lines, prints and 引抜 of no paper; papers of no run.
SELECT 'demand_line', l.run_no, l.payer_no FROM demand_line l
LEFT JOIN demand_paper p ON p.run_no = l.run_no AND p.payer_no = l.payer_no WHERE p.run_no IS NULL
UNION ALL
SELECT 'demand_print', r.run_no, r.payer_no FROM demand_print r
LEFT JOIN demand_paper p ON p.run_no = r.run_no AND p.payer_no = r.payer_no WHERE p.run_no IS NULL
UNION ALL
SELECT 'demand_pull', u.run_no, u.payer_no FROM demand_pull u
LEFT JOIN demand_paper p ON p.run_no = u.run_no AND p.payer_no = u.payer_no WHERE p.run_no IS NULL
UNION ALL
SELECT 'demand_paper', p.run_no, p.payer_no FROM demand_paper p
LEFT JOIN demand_batch b ON b.run_no = p.run_no WHERE b.run_no IS NULL
ORDER BY 1, 2, 3
LIMIT 20
