-- What the 催告 that were sent named, by charge, the oldest first.
SELECT l.levy_year, l.household_no, l.payer_no, l.instalment, b.kind, l.run_no, b.issued_on
FROM demand_line l
JOIN demand_batch b ON b.run_no = l.run_no AND b.kind BETWEEN 2 AND 4
JOIN demand_approval a ON a.run_no = l.run_no
LEFT JOIN demand_pull u ON u.run_no = l.run_no AND u.payer_no = l.payer_no
WHERE u.run_no IS NULL
ORDER BY l.levy_year, l.household_no, l.payer_no, l.instalment, b.issued_on, l.run_no
