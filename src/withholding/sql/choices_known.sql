-- Who has chosen an account on that day.
SELECT addressee_no FROM withholding_choice
WHERE way = 1 AND valid_from <= $on AND valid_until > $on AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no
