-- A stretch of the feeds' persons as true on $day and known at $known_at, by number; where rows of one person
-- overlap, the later one first.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.addressee_no > $after
  AND p.valid_from <= $day AND p.valid_until > $day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.addressee_no, p.history_no DESC
LIMIT $max
