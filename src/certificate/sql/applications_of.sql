-- Applications of up to 16 persons as known then, newest first.
SELECT addressee_no, kind, received_on, is_accepted, valid_from, valid_until, disease, revenue, words, change_no
FROM certificate_application
WHERE addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, kind, received_on DESC
