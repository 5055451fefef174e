SELECT t.levy_year, t.notice_no, t.instalment, t.serial
  FROM slip_step t
 WHERE NOT EXISTS (SELECT 1 FROM slip_paper p
                    WHERE p.levy_year = t.levy_year AND p.notice_no = t.notice_no
                      AND p.instalment = t.instalment AND p.serial = t.serial)
