-- Somebody stands as asked for of whom nothing was sent that nobody has answered.
SELECT s.household_no FROM withholding_state s
WHERE s.state IN (3, 5) AND s.valid_until = 99991231 AND s.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM withholding_request r JOIN withholding_file f ON f.run_no = r.run_no
                  WHERE r.fiscal_year = s.fiscal_year AND r.household_no = s.household_no AND r.payer_no = s.payer_no
                    AND f.sent_on <> 0 AND r.kind = CASE s.state WHEN 3 THEN 1 ELSE 2 END
                    AND NOT EXISTS (SELECT 1 FROM withholding_answer a WHERE a.request_no = r.request_no))
