-- Facts of up to 16 persons that touch [$from, $until).
SELECT addressee_no, kind, valid_from, valid_until, detail, card_symbol, card_number
FROM eligibility_fact
WHERE addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p) AND kind <> 7
  AND valid_from < $until AND valid_until > $from
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, kind, valid_from
