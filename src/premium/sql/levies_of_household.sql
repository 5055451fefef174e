-- The newest decided versions of a household. The years come first: from one year to another all households
-- would be read.
SELECT a.fiscal_year, a.household_no, a.payer_no, COALESCE(m.running_no, 0), a.run_no, r.decided_on, f.decided_on,
       a.medical, a.support, a.care, a.child,
       a.amount_1, a.amount_2, a.amount_3, a.amount_4, a.amount_5, a.amount_6, a.amount_7,
       a.amount_8, a.amount_9, a.amount_10, a.amount_11, a.amount_12, a.extra, a.extra_due
FROM (SELECT DISTINCT fiscal_year FROM premium_run WHERE fiscal_year >= $first_year AND fiscal_year <= $last_year) y
CROSS JOIN premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
JOIN premium_assessment o ON o.fiscal_year = a.fiscal_year AND o.household_no = a.household_no
     AND o.payer_no = a.payer_no AND o.version = 1
JOIN premium_run f ON f.run_no = o.run_no AND f.kind = o.kind
LEFT JOIN premium_notice_number m ON m.fiscal_year = a.fiscal_year AND m.household_no = a.household_no
     AND m.payer_no = a.payer_no
LEFT JOIN premium_assessment n ON n.fiscal_year = a.fiscal_year AND n.household_no = a.household_no
     AND n.payer_no = a.payer_no AND n.version = a.version + 1
LEFT JOIN premium_run x ON x.run_no = n.run_no AND x.kind = n.kind AND x.is_approved = 1
WHERE x.run_no IS NULL AND a.fiscal_year = y.fiscal_year AND a.household_no = $household_no
ORDER BY a.fiscal_year, a.household_no, a.payer_no
