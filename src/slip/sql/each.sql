SELECT levy_year, notice_no, instalment, serial, class, kind, household_no, payer_no, amount, late_charge, fee,
       due_on, issued_on, usable_until, confirm, cause_kind, cause_no
  FROM slip_paper
 WHERE levy_year >= $first_year AND levy_year <= $last_year
 ORDER BY levy_year, notice_no, instalment, serial
