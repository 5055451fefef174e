-- What up to 16 persons notified, as known then.
SELECT ground_no, addressee_no, kind, code, notified_on, is_accepted, valid_from, valid_until, words, change_no
FROM restriction_ground
WHERE addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, valid_from, ground_no
