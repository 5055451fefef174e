-- The number that a change gave away, while what it wrote stands.
SELECT addressee_no FROM addressee_own
WHERE change_no = $change_no AND superseded_at = 9223372036854775807
