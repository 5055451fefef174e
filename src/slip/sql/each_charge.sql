-- What the slips ask for of each charge, in their order.
SELECT levy_year, notice_no, instalment, serial, of_instalment, principal, late_charge, fee
  FROM slip_charge
 WHERE levy_year >= $first_year AND levy_year <= $last_year
 ORDER BY levy_year, notice_no, instalment, serial, of_instalment
