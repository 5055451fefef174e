-- each_step of any number of notices.
SELECT levy_year, notice_no, instalment, serial, step, amount
  FROM slip_step
 WHERE levy_year = $levy_year AND notice_no IN ($notices...)
 ORDER BY levy_year, notice_no, instalment, serial, seq
