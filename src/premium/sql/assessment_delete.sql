-- A withdrawn proposal; decisions are never deleted.
DELETE FROM premium_assessment
WHERE fiscal_year = $fiscal_year AND run_no = $run_no
  AND NOT EXISTS (SELECT 1 FROM premium_run r WHERE r.run_no = $run_no AND r.is_approved = 1)
