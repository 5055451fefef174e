SELECT levy_year, household_no, payer_no, instalment, due_on, paid, amount, early_on, late_on, suspended_on
FROM arrears_overdue
WHERE late_on <= $until
ORDER BY levy_year, household_no, payer_no, instalment
