-- Papers of a run behind a payer, with their lines, those taken out marked.
SELECT p.payer_no, p.sequence_no, p.way, p.amount, p.late_charge, p.fee,
       CASE WHEN u.run_no IS NULL THEN 0 ELSE 1 END,
       l.levy_year, l.household_no, l.instalment, l.charged_year, l.notice_no, l.due, l.amount,
       l.late_charge, l.fee, l.paid
FROM demand_paper p
JOIN demand_line l ON l.run_no = p.run_no AND l.payer_no = p.payer_no
LEFT JOIN demand_pull u ON u.run_no = p.run_no AND u.payer_no = p.payer_no
WHERE p.run_no = $run_no AND p.payer_no > $after AND p.payer_no <= $until
ORDER BY p.payer_no, l.levy_year, l.household_no, l.instalment
