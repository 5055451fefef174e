-- income_scan of any number of persons.
SELECT addressee_no, state, given, taxing_place,
       total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,
       combined_income, family_employee_pay_paid, family_employee_pay_received,
       special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax
FROM premium_income
WHERE fiscal_year = $fiscal_year AND addressee_no IN ($persons...)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no
