-- income_look of any number of persons.
SELECT recorded_at, state, given,
       total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,
       combined_income, family_employee_pay_paid, family_employee_pay_received,
       special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax,
       fiscal_year, superseded_at, addressee_no, taxable_income, tax_exempt_class,
       taxing_place
FROM premium_income
WHERE fiscal_year IN ($year, $year_before, $year_before_that)
  AND addressee_no IN ($persons...)
UNION ALL
SELECT recorded_at, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, fiscal_year, superseded_at, addressee_no, 0, 0,
       0
FROM premium_basis
WHERE fiscal_year IN ($year, $year_before, $year_before_that)
  AND addressee_no IN ($persons...)
ORDER BY addressee_no, fiscal_year, recorded_at
