SELECT p.levy_year, p.notice_no, p.instalment, p.serial, p.class, p.kind, p.household_no, p.payer_no, p.amount,
       p.late_charge, p.fee, p.due_on, p.issued_on, p.usable_until, p.confirm, p.cause_kind, p.cause_no,
       COALESCE((SELECT t.step FROM slip_step t
                  WHERE t.levy_year = p.levy_year AND t.notice_no = p.notice_no
                    AND t.instalment = p.instalment AND t.serial = p.serial
                  ORDER BY t.seq DESC LIMIT 1), 0),
       COALESCE((SELECT t.amount FROM slip_step t
                  WHERE t.levy_year = p.levy_year AND t.notice_no = p.notice_no
                    AND t.instalment = p.instalment AND t.serial = p.serial AND t.step = 1
                  ORDER BY t.seq DESC LIMIT 1), 0),
       (SELECT COUNT(*) FROM slip_step t
         WHERE t.levy_year = p.levy_year AND t.notice_no = p.notice_no
           AND t.instalment = p.instalment AND t.serial = p.serial AND t.step = 5)
  FROM slip_paper p
 ORDER BY p.levy_year, p.notice_no, p.instalment, p.serial
