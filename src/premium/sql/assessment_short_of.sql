-- The same of the decided versions of one household, with what run_of_year says.
SELECT a.household_no, a.payer_no, a.version, a.total, a.medical, a.support, a.care, a.child,
       a.facts_hash, a.run_no, a.kind, r.known_at, r.care40_not_after, r.parameters
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
WHERE a.fiscal_year = $fiscal_year AND a.household_no = $household_no
ORDER BY a.household_no, a.payer_no, a.version
