SELECT COUNT(*), CAST(COALESCE(SUM(p.amount), 0) AS BIGINT), CAST(COALESCE(SUM(p.late_charge), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN p.way = 2 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN p.way = 3 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN u.run_no IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN r.run_no IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM demand_paper p
LEFT JOIN demand_pull u ON u.run_no = p.run_no AND u.payer_no = p.payer_no
LEFT JOIN demand_print r ON r.run_no = p.run_no AND r.payer_no = p.payer_no
WHERE p.run_no = $run_no
