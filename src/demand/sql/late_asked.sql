-- The charges whose 延滞金 was asked for by a letter of its own that stands: never asked for twice.
SELECT DISTINCT l.levy_year, l.household_no, l.payer_no, l.instalment
FROM demand_line l
JOIN demand_batch b ON b.run_no = l.run_no AND b.kind = 5
LEFT JOIN demand_pull u ON u.run_no = l.run_no AND u.payer_no = l.payer_no
WHERE u.run_no IS NULL AND l.run_no <> $run_no
ORDER BY l.payer_no, l.levy_year, l.household_no, l.instalment
