-- Levies whose instalments are not their parts, and those that this system has decided, too.
SELECT f.fiscal_year, f.household_no, f.payer_no, 0
FROM premium_former f
LEFT JOIN premium_former_instalment i ON i.fiscal_year = f.fiscal_year AND i.household_no = f.household_no
     AND i.payer_no = f.payer_no
GROUP BY f.fiscal_year, f.household_no, f.payer_no, f.medical, f.support, f.care, f.child
HAVING COALESCE(SUM(i.amount), 0) <> f.medical + f.support + f.care + f.child
UNION ALL
SELECT f.fiscal_year, f.household_no, f.payer_no, 1
FROM premium_former f
JOIN premium_assessment a ON a.fiscal_year = f.fiscal_year AND a.household_no = f.household_no
     AND a.payer_no = f.payer_no AND a.version = 1
