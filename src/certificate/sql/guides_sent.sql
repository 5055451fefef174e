-- Households that were written to about a year, and what was told; the newest of each last.
SELECT g.household_no, r.sent_on, g.told_under_70, g.told_elder, g.told_tenths
FROM certificate_guide g
JOIN certificate_guide_run r ON r.run_no = g.run_no
WHERE r.kind = $kind AND r.year = $year AND r.sent_on > 0
ORDER BY g.household_no, r.sent_on, g.run_no
