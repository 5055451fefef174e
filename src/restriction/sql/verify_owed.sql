-- Steps whose charges do not add up to what they say is owed.
SELECT s.step_no, s.payer_no
FROM restriction_step s
LEFT JOIN (SELECT step_no, SUM(amount) AS total
           FROM restriction_charge
           WHERE superseded_at = 9223372036854775807
           GROUP BY step_no) c ON c.step_no = s.step_no
WHERE s.superseded_at = 9223372036854775807 AND COALESCE(c.total, 0) <> s.owed
ORDER BY s.step_no
