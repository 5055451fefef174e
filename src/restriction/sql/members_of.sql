SELECT addressee_no, left_out
FROM restriction_member
WHERE step_no = $step_no AND superseded_at = 9223372036854775807
ORDER BY addressee_no
