-- 名寄せ: the links from and to up to 16 numbers.
SELECT l.addressee_no, l.into_no
FROM addressee_link l
WHERE (l.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p) OR l.into_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p))
  AND l.recorded_at <= $known_at AND l.superseded_at > $known_at
