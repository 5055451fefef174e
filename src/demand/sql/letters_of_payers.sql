-- What the 催告 that were sent to any number of payers named, by charge, the oldest first.
SELECT l.levy_year, l.household_no, l.payer_no, l.instalment, b.kind, l.run_no, b.issued_on
FROM demand_paper p
JOIN demand_line l ON l.run_no = p.run_no AND l.payer_no = p.payer_no
JOIN demand_batch b ON b.run_no = p.run_no AND b.kind BETWEEN 2 AND 4
JOIN demand_approval a ON a.run_no = p.run_no
LEFT JOIN demand_pull u ON u.run_no = p.run_no AND u.payer_no = p.payer_no
WHERE p.payer_no IN ($payers...) AND u.run_no IS NULL
ORDER BY l.levy_year, l.household_no, l.payer_no, l.instalment, b.issued_on, l.run_no
