-- The members of a household on $day; and, as known now, whether a measure protects them, whether they have
-- other numbers (名寄せ).
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM addressee_guarded g
                              WHERE g.addressee_no = p.addressee_no
                                AND g.superseded_at = 9223372036854775807 AND g.valid_until = 99991231)
                 THEN 1 ELSE 0 END AS BIGINT),
       CAST(CASE WHEN EXISTS (SELECT 1 FROM addressee_link l
                              WHERE l.addressee_no = p.addressee_no AND l.superseded_at = 9223372036854775807)
                   OR EXISTS (SELECT 1 FROM addressee_link l
                              WHERE l.into_no = p.addressee_no AND l.superseded_at = 9223372036854775807)
                 THEN 1 ELSE 0 END AS BIGINT)
FROM addressee_belonging b
JOIN addressee_person p ON p.addressee_no = b.addressee_no
WHERE b.household_no = $household_no
  AND b.valid_from <= $day AND b.valid_until > $day
  AND b.recorded_at <= $known_at AND b.superseded_at > $known_at
  AND p.valid_from <= $day AND p.valid_until > $day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.addressee_no
