SELECT levy_year, household_no, payer_no, instalment, due_on, paid, amount, early_on, late_on, suspended_on
FROM arrears_overdue
WHERE payer_no IN ($payers...)
ORDER BY levy_year, household_no, payer_no, instalment
