-- Reliefs of up to 16 persons as known then with their decision and end, newest first.
SELECT r.relief_no, r.addressee_no, r.household_no, r.applied_on, r.measure, r.ground, r.continues_no, r.words,
       COALESCE(d.step, 0), COALESCE(d.on_day, 0), COALESCE(d.measure, 0), COALESCE(d.percent, 0), COALESCE(d.months, 0),
       COALESCE(d.valid_from, 0), COALESCE(d.valid_until, 0), COALESCE(d.words, ''),
       COALESCE(e.on_day, 0), COALESCE(e.valid_until, 0), COALESCE(e.end_ground, 0), COALESCE(e.words, '')
FROM certificate_relief r
LEFT JOIN certificate_relief_step d ON d.relief_no = r.relief_no AND d.step IN (1, 2)
  AND d.recorded_at <= $known_at AND d.superseded_at > $known_at
LEFT JOIN certificate_relief_step e ON e.relief_no = r.relief_no AND e.step = 3
  AND e.recorded_at <= $known_at AND e.superseded_at > $known_at
WHERE r.addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND r.recorded_at <= $known_at AND r.superseded_at > $known_at
ORDER BY r.addressee_no, r.relief_no DESC
