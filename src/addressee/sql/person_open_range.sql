-- Every history row of a range of persons as known now, for the merge with a full feed.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.addressee_no >= $lowest AND p.addressee_no <= $highest
  AND p.superseded_at = 9223372036854775807
ORDER BY p.addressee_no, p.history_no
