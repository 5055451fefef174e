-- Whose letters were approved or pulled after $since; one may stand there twice. The approvals come first: there are few.
SELECT p.payer_no FROM demand_approval a CROSS JOIN demand_paper p WHERE p.run_no = a.run_no AND a.recorded_at > $since
UNION ALL
SELECT payer_no FROM demand_pull WHERE recorded_at > $since
