-- What the approved 督促 demand of each charge, and whether it was taken out: by charge and run.
SELECT l.levy_year, l.household_no, l.payer_no, l.instalment, l.run_no, l.amount, b.issued_on,
       CASE WHEN u.run_no IS NULL THEN 0 ELSE 1 END
FROM demand_line l
JOIN demand_batch b ON b.run_no = l.run_no AND b.kind = 1
JOIN demand_approval a ON a.run_no = l.run_no
LEFT JOIN demand_pull u ON u.run_no = l.run_no AND u.payer_no = l.payer_no
ORDER BY l.levy_year, l.household_no, l.payer_no, l.instalment, l.run_no
