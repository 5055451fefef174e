-- 受渡票: by sequence, with the place in the file; taken out ones say why.
SELECT p.sequence_no, COALESCE(r.file, ''), COALESCE(r.first_page, 0), COALESCE(r.pages, 0), p.payer_no, p.way,
       p.amount, p.late_charge, p.fee, COALESCE(u.why, 0), COALESCE(u.pulled_on, 0),
       COALESCE(u.is_after_mailing, 0)
FROM demand_paper p
LEFT JOIN demand_print r ON r.run_no = p.run_no AND r.payer_no = p.payer_no
LEFT JOIN demand_pull u ON u.run_no = p.run_no AND u.payer_no = p.payer_no
WHERE p.run_no = $run_no
ORDER BY p.sequence_no
