SELECT given, total_income, salary_revenue, salary_income, pension_revenue, pension_income, other_income,
       family_employee_pay_paid, family_employee_pay_received, special_deductions_of_gains, casualty_loss_carried
FROM inquiry_answer
WHERE sheet_no = $sheet_no AND line_no = $line_no
