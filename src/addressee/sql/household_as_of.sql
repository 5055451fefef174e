-- The members of a household on $day.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_belonging b
JOIN addressee_person p ON p.addressee_no = b.addressee_no
WHERE b.household_no = $household_no
  AND b.valid_from <= $day AND b.valid_until > $day
  AND b.recorded_at <= $known_at AND b.superseded_at > $known_at
  AND p.valid_from <= $day AND p.valid_until > $day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.addressee_no
