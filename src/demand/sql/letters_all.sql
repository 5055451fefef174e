-- What the 催告 that were sent named, by charge, the oldest first. Their runs come first: most lines are of 督促.
SELECT l.levy_year, l.household_no, l.payer_no, l.instalment, b.kind, l.run_no, b.issued_on
FROM demand_batch b
CROSS JOIN demand_line l
JOIN demand_approval a ON a.run_no = l.run_no
LEFT JOIN demand_pull u ON u.run_no = l.run_no AND u.payer_no = l.payer_no
WHERE b.kind BETWEEN 2 AND 4 AND l.run_no = b.run_no AND u.run_no IS NULL
ORDER BY l.levy_year, l.household_no, l.payer_no, l.instalment, b.issued_on, l.run_no
