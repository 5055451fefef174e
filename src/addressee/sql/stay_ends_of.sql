-- stay_ends of these persons.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.addressee_no IN ($persons...) AND p.kind = 2 AND p.status = 1 AND p.valid_from <= $day AND p.valid_until > $day
  AND p.superseded_at = 9223372036854775807
ORDER BY p.addressee_no
