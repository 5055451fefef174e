-- Whose letters were approved or pulled after $since.
SELECT p.payer_no FROM demand_approval a JOIN demand_paper p ON p.run_no = a.run_no WHERE a.recorded_at > $since
UNION
SELECT payer_no FROM demand_pull WHERE recorded_at > $since
ORDER BY payer_no
