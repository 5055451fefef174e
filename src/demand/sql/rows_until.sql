-- The last payer of the next so many papers; no row when there is none.
SELECT q.payer_no
FROM (SELECT p.payer_no FROM demand_paper p
      WHERE p.run_no = $run_no AND p.payer_no > $after
      ORDER BY p.payer_no
      LIMIT $max) q
ORDER BY q.payer_no DESC
LIMIT 1
