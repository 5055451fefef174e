-- The members of up to 16 households on $day: who is head, whether somebody is protected.
SELECT b.household_no, b.addressee_no, b.is_head, p.is_restricted, p.name,
       CAST(CASE WHEN EXISTS (SELECT 1 FROM addressee_guarded g
                              WHERE g.addressee_no = b.addressee_no AND g.superseded_at = 9223372036854775807
                                AND g.valid_until = 99991231)
                 THEN 1 ELSE 0 END AS BIGINT)
FROM addressee_belonging b
JOIN addressee_person p ON p.addressee_no = b.addressee_no
WHERE b.household_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND b.valid_from <= $day AND b.valid_until > $day
  AND b.recorded_at <= $known_at AND b.superseded_at > $known_at
  AND p.valid_from <= $day AND p.valid_until > $day
  AND p.recorded_at <= $known_at AND p.superseded_at > $known_at
ORDER BY b.household_no, b.addressee_no
