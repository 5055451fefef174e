-- Decided versions whose version before is not decided, or was decided on a later day.
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
JOIN premium_assessment p ON p.fiscal_year = a.fiscal_year AND p.household_no = a.household_no
     AND p.payer_no = a.payer_no AND p.version = a.version - 1
JOIN premium_run b ON b.run_no = p.run_no AND b.kind = p.kind
WHERE a.version > 1 AND (b.is_approved = 0 OR b.decided_on > r.decided_on)
ORDER BY a.fiscal_year, a.household_no, a.payer_no, a.version
LIMIT 20
