-- income_current of some persons.
SELECT addressee_no, state, given, taxing_place,
       total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,
       combined_income, family_employee_pay_paid, family_employee_pay_received,
       special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax, history_no,
       declared_class, taxable_income, tax_exempt_class
FROM premium_income
WHERE fiscal_year = $fiscal_year AND addressee_no IN ($persons...) AND superseded_at = 9223372036854775807
ORDER BY addressee_no
