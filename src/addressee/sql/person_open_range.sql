-- Every history row of a range of persons as known now, for the merge with a full feed.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.member_order, p.kind, p.status, p.sex, p.birth, p.is_head, p.is_restricted,
       p.reason, p.event_on, p.resident_from, p.address_since, p.notified_on,
       p.processed_on, p.relation_code, p.address_code, p.lot_code, p.relation, p.name, p.kana,
       p.alias, p.former_surname, p.roman, p.postal_code, p.address, p.building, p.rest
FROM addressee_person p
WHERE p.addressee_no >= $lowest AND p.addressee_no <= $highest
  AND p.superseded_at = 9223372036854775807
ORDER BY p.addressee_no, p.history_no
