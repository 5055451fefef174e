-- 異動分調定表・増減調定表: decided versions by the day of their decision, with what stood before.
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version, a.run_no, a.kind, r.decided_on, a.reasons,
       COALESCE(p.total, 0), a.total,
       COALESCE(p.medical, 0), COALESCE(p.support, 0), COALESCE(p.care, 0), COALESCE(p.child, 0),
       a.medical, a.support, a.care, a.child
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
LEFT JOIN premium_assessment p ON p.fiscal_year = a.fiscal_year AND p.household_no = a.household_no
     AND p.payer_no = a.payer_no AND p.version = a.version - 1
WHERE a.fiscal_year = $fiscal_year AND r.decided_on >= $day_from AND r.decided_on <= $day_until
ORDER BY a.household_no, a.payer_no, a.version
