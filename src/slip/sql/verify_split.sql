SELECT p.levy_year, p.notice_no, p.instalment, p.serial
  FROM slip_paper p
 WHERE (p.late_charge > 0 OR p.fee > 0 OR p.class = 9)
   AND NOT EXISTS (SELECT 1 FROM slip_charge c
                    WHERE c.levy_year = p.levy_year AND c.notice_no = p.notice_no
                      AND c.instalment = p.instalment AND c.serial = p.serial)
