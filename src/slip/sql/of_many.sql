-- each of any number of notices.
SELECT levy_year, notice_no, instalment, serial, class, kind, household_no, payer_no, amount, late_charge, fee,
       due_on, issued_on, usable_until, confirm, cause_kind, cause_no
  FROM slip_paper
 WHERE levy_year = $levy_year AND notice_no IN ($notices...) AND instalment IN ($instalments...)
 ORDER BY levy_year, notice_no, instalment, serial
