SELECT levy_year, household_no, payer_no, instalment, notice_no, due_on, principal, late_charge, late_is_fixed
FROM arrears_cover WHERE act_no = $act_no ORDER BY due_on, levy_year, household_no, instalment
