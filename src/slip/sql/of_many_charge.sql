-- each_charge of any number of notices.
SELECT levy_year, notice_no, instalment, serial, of_instalment, principal, late_charge, fee
  FROM slip_charge
 WHERE levy_year = $levy_year AND notice_no IN ($notices...)
 ORDER BY levy_year, notice_no, instalment, serial, of_instalment
