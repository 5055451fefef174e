SELECT levy_year, household_no, payer_no, instalment, amount, early_on, late_on, suspended_on
FROM arrears_overdue
ORDER BY levy_year, household_no, payer_no, instalment
