-- person_days of these persons.
SELECT addressee_no, valid_from, valid_until FROM addressee_person
WHERE addressee_no IN ($persons...) AND superseded_at = 9223372036854775807
  AND (valid_from > $today OR (valid_until > $today AND valid_until < 99991231))
