-- 外国人住民 as true on $day and known now, by number: whose stay ends stands among the items.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.kind = 2 AND p.status = 1 AND p.valid_from <= $day AND p.valid_until > $day
  AND p.superseded_at = 9223372036854775807
ORDER BY p.addressee_no
