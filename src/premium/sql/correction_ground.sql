-- Is the year decided at all, and does a proposal about the household wait for its decision?
SELECT (SELECT COUNT(*) FROM premium_run WHERE fiscal_year = $fiscal_year AND kind = 1 AND is_approved = 1),
       (SELECT COALESCE(MAX(r.run_no), 0)
        FROM premium_assessment a
        JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 0
        WHERE a.fiscal_year = $fiscal_year AND a.household_no = $household_no)
