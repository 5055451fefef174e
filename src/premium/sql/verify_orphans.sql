-- Versions without a run, without a payer, or without the version before.
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version
FROM premium_assessment a
LEFT JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind
LEFT JOIN premium_assessment p ON p.fiscal_year = a.fiscal_year
     AND p.household_no = a.household_no AND p.payer_no = a.payer_no AND p.version = a.version - 1
WHERE r.run_no IS NULL OR a.payer_no <= 0 OR (a.version > 1 AND p.version IS NULL)
ORDER BY a.fiscal_year, a.household_no, a.payer_no, a.version
LIMIT 20
