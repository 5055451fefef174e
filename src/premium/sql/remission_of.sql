-- The same of up to 16 households.
SELECT remission_no, fiscal_year, household_no, payer_no, applied_on, ground, law, outcome, pattern, parts, amount, rate,
       months, instalments, ends_on, decided_on, words, change_no, recorded_at, superseded_at
FROM premium_remission
WHERE household_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p) AND fiscal_year = $fiscal_year AND outcome = 1 AND recorded_at <= $known_at
  AND superseded_at > $known_at
ORDER BY household_no, payer_no, remission_no
