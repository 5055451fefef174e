SELECT a.answer_no, a.sheet_no, a.line_no, a.received_on, a.image_no, a.given, a.total_income, a.salary_revenue,
       a.salary_income, a.pension_revenue, a.pension_income, a.other_income, a.family_employee_pay_paid,
       a.family_employee_pay_received, a.special_deductions_of_gains, a.casualty_loss_carried, s.kind, s.fiscal_year,
       s.household_no, p.addressee_no
FROM inquiry_answer a
JOIN inquiry_sheet s ON s.sheet_no = a.sheet_no
JOIN inquiry_person p ON p.sheet_no = a.sheet_no AND p.line_no = a.line_no
LEFT JOIN inquiry_outcome o ON o.answer_no = a.answer_no
WHERE o.answer_no IS NULL AND a.recorded_at <= $known_at AND s.fiscal_year = $fiscal_year
ORDER BY a.answer_no
