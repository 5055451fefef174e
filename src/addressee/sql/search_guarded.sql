-- Who of up to 16 persons is protected by a measure that has not been lifted.
SELECT DISTINCT g.addressee_no
FROM addressee_guarded g
WHERE g.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND g.superseded_at = 9223372036854775807 AND g.valid_until = 99991231
