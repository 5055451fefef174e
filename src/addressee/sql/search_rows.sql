-- All rows of up to 16 persons as known at $known_at; and whether a measure protects them now, whether they had
-- other numbers then (名寄せ).
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM addressee_guarded g
                              WHERE g.addressee_no = p.addressee_no
                                AND g.superseded_at = 9223372036854775807 AND g.valid_until = 99991231)
                 THEN 1 ELSE 0 END AS BIGINT),
       CAST(CASE WHEN EXISTS (SELECT 1 FROM addressee_link l
                              WHERE l.addressee_no = p.addressee_no
                                AND l.recorded_at <= $known_at AND l.superseded_at > $known_at)
                   OR EXISTS (SELECT 1 FROM addressee_link l
                              WHERE l.into_no = p.addressee_no
                                AND l.recorded_at <= $known_at AND l.superseded_at > $known_at)
                 THEN 1 ELSE 0 END AS BIGINT)
FROM addressee_person p
WHERE p.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.addressee_no, p.history_no
