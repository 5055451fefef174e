-- trait_scan of these persons.
SELECT addressee_no, kind, birth, items
FROM addressee_person
WHERE addressee_no IN ($persons...)
  AND valid_from <= $day AND valid_until > $day
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, history_no DESC
