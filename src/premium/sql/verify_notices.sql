-- Notices that say another amount than the decision they notify, or notify none.
SELECT n.fiscal_year, n.household_no, n.payer_no, n.version
FROM premium_notice n
LEFT JOIN premium_assessment a ON a.fiscal_year = n.fiscal_year AND a.household_no = n.household_no
     AND a.payer_no = n.payer_no AND a.version = n.version
WHERE a.total IS NULL OR a.total <> n.total
ORDER BY n.fiscal_year, n.household_no, n.payer_no, n.version
LIMIT 20
