DELETE FROM slip_paper
 WHERE cause_kind = $cause_kind AND cause_no = $cause_no
   AND NOT EXISTS (SELECT 1 FROM slip_step t
                    WHERE t.levy_year = slip_paper.levy_year AND t.notice_no = slip_paper.notice_no
                      AND t.instalment = slip_paper.instalment AND t.serial = slip_paper.serial)
