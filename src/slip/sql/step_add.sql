INSERT INTO slip_step (levy_year, notice_no, instalment, serial, seq, step, amount, recorded_at)
SELECT $levy_year, $notice_no, $instalment, $serial, COALESCE(MAX(seq), 0) + 1, $step, $amount, $recorded_at
  FROM slip_step
 WHERE levy_year = $levy_year AND notice_no = $notice_no AND instalment = $instalment AND serial = $serial
