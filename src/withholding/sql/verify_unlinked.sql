-- Somebody asked for whose pensioner nobody says to be him any more.
SELECT s.payer_no FROM withholding_state s
WHERE s.state IN (3, 4, 5) AND s.valid_until = 99991231 AND s.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM withholding_link l WHERE l.pensioner_no = s.pensioner_no
                  AND l.addressee_no = s.payer_no AND l.superseded_at = 9223372036854775807)
