-- The decided years from one on, newest first; and whether a proposal about the household waits for its decision.
SELECT DISTINCT r.fiscal_year,
       (SELECT COALESCE(MAX(w.run_no), 0)
        FROM premium_assessment a
        JOIN premium_run w ON w.run_no = a.run_no AND w.kind = a.kind AND w.is_approved = 0
        WHERE a.fiscal_year = r.fiscal_year AND a.household_no = $household_no)
FROM premium_run r
WHERE r.fiscal_year >= $first_year AND r.fiscal_year <= $newest AND r.kind = 1 AND r.is_approved = 1
ORDER BY r.fiscal_year DESC
