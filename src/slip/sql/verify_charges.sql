SELECT p.levy_year, p.notice_no, p.instalment, p.serial
  FROM slip_paper p
  JOIN slip_charge c ON c.levy_year = p.levy_year AND c.notice_no = p.notice_no
                    AND c.instalment = p.instalment AND c.serial = p.serial
 GROUP BY p.levy_year, p.notice_no, p.instalment, p.serial, p.amount, p.late_charge, p.fee
HAVING SUM(c.principal + c.late_charge + c.fee) <> p.amount OR SUM(c.late_charge) <> p.late_charge
    OR SUM(c.fee) <> p.fee
