-- The members of up to 16 households on $day: who is head with his name, who is protected. Subqueries and no join: they
-- go by the key also while a store has not counted its tables yet.
SELECT b.household_no, b.addressee_no, b.is_head,
       CAST(COALESCE((SELECT MAX(p.is_restricted) FROM addressee_person p
                      WHERE p.addressee_no = b.addressee_no
                        AND p.valid_from <= $day AND p.valid_until > $day
                        AND p.recorded_at <= $known_at AND p.superseded_at > $known_at), 0) AS BIGINT),
       COALESCE(CASE WHEN b.is_head = 1 THEN
                     (SELECT MAX(p.name) FROM addressee_person p
                      WHERE p.addressee_no = b.addressee_no
                        AND p.valid_from <= $day AND p.valid_until > $day
                        AND p.recorded_at <= $known_at AND p.superseded_at > $known_at) END, ''),
       CAST(CASE WHEN EXISTS (SELECT 1 FROM addressee_guarded g
                              WHERE g.addressee_no = b.addressee_no AND g.superseded_at = 9223372036854775807
                                AND g.valid_until = 99991231)
                 THEN 1 ELSE 0 END AS BIGINT)
FROM addressee_belonging b
WHERE b.household_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND b.valid_from <= $day AND b.valid_until > $day
  AND b.recorded_at <= $known_at AND b.superseded_at > $known_at
ORDER BY b.household_no, b.addressee_no
