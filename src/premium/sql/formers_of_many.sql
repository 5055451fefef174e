-- formers_all of any number of households.
SELECT f.fiscal_year, f.household_no, f.payer_no, f.decided_on, f.medical, f.support, f.care, f.child,
       COALESCE(n.running_no, 0), i.instalment_no, i.due_on, i.amount
FROM premium_former f
JOIN premium_former_instalment i ON i.fiscal_year = f.fiscal_year AND i.household_no = f.household_no
     AND i.payer_no = f.payer_no
LEFT JOIN premium_notice_number n ON n.fiscal_year = f.fiscal_year AND n.household_no = f.household_no
     AND n.payer_no = f.payer_no
WHERE f.fiscal_year = $first_year AND f.household_no IN ($households...)
ORDER BY f.fiscal_year, f.household_no, f.payer_no, i.instalment_no
