-- Charges and members whose step was taken back.
SELECT c.step_no, c.payer_no
FROM restriction_charge c
WHERE c.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM restriction_step s
                  WHERE s.step_no = c.step_no AND s.superseded_at = 9223372036854775807)
UNION
SELECT m.step_no, m.addressee_no
FROM restriction_member m
WHERE m.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM restriction_step s
                  WHERE s.step_no = m.step_no AND s.superseded_at = 9223372036854775807)
ORDER BY 1, 2
