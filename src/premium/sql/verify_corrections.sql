-- Decisions at the counter without the change they were proposed by, or about another household.
SELECT r.fiscal_year, COALESCE(a.household_no, 0), COALESCE(a.payer_no, 0), COALESCE(a.version, 0)
FROM premium_run r
LEFT JOIN premium_correction c ON c.run_no = r.run_no
LEFT JOIN premium_assessment a ON a.fiscal_year = r.fiscal_year AND a.run_no = r.run_no AND a.kind = r.kind
     AND a.household_no = c.household_no
WHERE r.run_no < 0 AND (c.run_no IS NULL OR a.version IS NULL OR r.is_approved <> 1)
ORDER BY r.fiscal_year, r.run_no
LIMIT 20
