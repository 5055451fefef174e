-- What was certified to up to 16 persons, as known then, newest first.
SELECT proof_no, addressee_no, household_no, kind, purpose, receiver, issued_on, valid_from, valid_until, prefecture_from,
       prefecture_until, reason, card_symbol, card_number, branch_no, due_day, words, change_no
FROM certificate_proof
WHERE addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, proof_no DESC
