-- The one row of a person that is true on $day, as known at $known_at.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.addressee_no = $addressee_no
  AND p.valid_from <= $day AND p.valid_until > $day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.history_no DESC
LIMIT 1
