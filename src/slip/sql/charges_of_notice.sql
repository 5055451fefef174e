SELECT instalment, serial, of_instalment, principal, late_charge, fee
  FROM slip_charge
 WHERE levy_year = $levy_year AND notice_no = $notice_no
 ORDER BY instalment, serial, of_instalment
