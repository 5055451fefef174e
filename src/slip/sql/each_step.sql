-- What became of the slips, in their order.
SELECT levy_year, notice_no, instalment, serial, step, amount
  FROM slip_step
 WHERE levy_year >= $first_year AND levy_year <= $last_year
 ORDER BY levy_year, notice_no, instalment, serial, seq
