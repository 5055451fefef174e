DELETE FROM slip_charge
 WHERE EXISTS (SELECT 1 FROM slip_paper p
                WHERE p.levy_year = slip_charge.levy_year AND p.notice_no = slip_charge.notice_no
                  AND p.instalment = slip_charge.instalment AND p.serial = slip_charge.serial
                  AND p.cause_kind = $cause_kind AND p.cause_no = $cause_no)
   AND NOT EXISTS (SELECT 1 FROM slip_step t
                    WHERE t.levy_year = slip_charge.levy_year AND t.notice_no = slip_charge.notice_no
                      AND t.instalment = slip_charge.instalment AND t.serial = slip_charge.serial)
