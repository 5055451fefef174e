-- Parts that do not add up to the total cut to the unit of the ordinance.
SELECT a.fiscal_year, a.household_no, a.payer_no, a.version
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind
WHERE a.total <> (a.medical + a.support + a.care + a.child)
                 - (a.medical + a.support + a.care + a.child) % r.total_unit
ORDER BY a.fiscal_year, a.household_no, a.payer_no, a.version
LIMIT 20
