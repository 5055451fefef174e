INSERT INTO inquiry_answer (answer_no, sheet_no, line_no, received_on, image_no, given, total_income, salary_revenue,
                            salary_income, pension_revenue, pension_income, other_income, family_employee_pay_paid,
                            family_employee_pay_received, special_deductions_of_gains, casualty_loss_carried,
                            recorded_at)
SELECT COALESCE(MAX(answer_no), 0) + 1, $sheet_no, $line_no, $received_on, $image_no, $given, $total_income,
       $salary_revenue, $salary_income, $pension_revenue, $pension_income, $other_income, $family_employee_pay_paid,
       $family_employee_pay_received, $special_deductions_of_gains, $casualty_loss_carried, $recorded_at
FROM inquiry_answer
