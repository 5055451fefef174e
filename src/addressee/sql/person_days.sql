-- Rows of the register that begin or end behind $today, as now known.
SELECT addressee_no, valid_from, valid_until FROM addressee_person
WHERE superseded_at = 9223372036854775807
  AND (valid_from > $today OR (valid_until > $today AND valid_until < 99991231))
