-- event_new of these persons.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.addressee_no IN ($persons...) AND p.recorded_at > $after AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
  AND p.kind <= 2
  AND NOT EXISTS (SELECT 1 FROM addressee_person q
                  WHERE q.addressee_no = p.addressee_no AND q.history_no = p.history_no
                    AND q.recorded_at <= $after AND q.valid_from = p.valid_from)
ORDER BY p.addressee_no, p.history_no
