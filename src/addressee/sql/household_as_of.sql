-- The members of a household on $day, the head first, then in the register's order.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.member_order, p.kind, p.status, p.sex, p.birth, p.is_head, p.is_restricted,
       p.reason, p.event_on, p.resident_from, p.address_since, p.notified_on,
       p.processed_on, p.relation_code, p.address_code, p.lot_code, p.relation, p.name, p.kana,
       p.alias, p.former_surname, p.roman, p.postal_code, p.address, p.building, p.rest
FROM addressee_belonging b
JOIN addressee_person p ON p.addressee_no = b.addressee_no
WHERE b.household_no = $household_no
  AND b.valid_from <= $day AND b.valid_until > $day
  AND b.recorded_at <= $known_at AND b.superseded_at > $known_at
  AND p.valid_from <= $day AND p.valid_until > $day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.is_head DESC, p.member_order, p.addressee_no
