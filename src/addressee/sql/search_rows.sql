-- All rows of up to 16 persons as known at $known_at.
SELECT p.addressee_no, p.history_no, p.recorded_at, p.superseded_at, p.valid_from, p.valid_until,
       p.household_no, p.kind, p.status, p.birth, p.is_restricted, p.name, p.kana, p.address, p.items
FROM addressee_person p
WHERE p.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY p.addressee_no, p.history_no
