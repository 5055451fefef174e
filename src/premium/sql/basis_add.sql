INSERT INTO premium_basis (basis_no, fiscal_year, addressee_no, kind, evidence, evidence_on, stands, seen_at, given,
                           total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,
                           combined_income, family_employee_pay_paid, family_employee_pay_received,
                           special_deductions_of_gains, casualty_loss_carried, fixed_asset_tax, under_16,
                           from_16_to_18, words, change_no, recorded_at, superseded_at)
SELECT COALESCE(MAX(basis_no), 0) + 1, $fiscal_year, $addressee_no, $kind, $evidence, $evidence_on, $stands, $seen_at,
       $given, $total_income, $salary_revenue, $salary_income, $pension_revenue, $pension_income, $other_income,
       $combined_income, $family_employee_pay_paid, $family_employee_pay_received, $special_deductions_of_gains,
       $casualty_loss_carried, $fixed_asset_tax, $under_16, $from_16_to_18, $words, $change_no, $recorded_at,
       9223372036854775807
FROM premium_basis
RETURNING basis_no
