INSERT INTO slip_step (levy_year, notice_no, instalment, serial, seq, step, amount, recorded_at)
SELECT p.levy_year, p.notice_no, p.instalment, p.serial, MAX(t.seq) + 1, $step, $amount, $recorded_at
  FROM slip_paper p
  JOIN slip_step t ON t.levy_year = p.levy_year AND t.notice_no = p.notice_no
                  AND t.instalment = p.instalment AND t.serial = p.serial
 WHERE p.cause_kind = $cause_kind AND p.cause_no = $cause_no
 GROUP BY p.levy_year, p.notice_no, p.instalment, p.serial
