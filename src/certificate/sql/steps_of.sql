-- Steps of the papers of up to 16 persons as known then, in their order.
SELECT paper_no, step_no, state, on_day, words, change_no, recorded_at
FROM certificate_step
WHERE addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY paper_no, step_no
