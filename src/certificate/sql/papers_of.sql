-- Papers of up to 16 persons as known then, newest first.
SELECT paper_no, addressee_no, household_no, type, reason, issued_on, valid_from, valid_until, end_reason, tenths,
       limit_class, disease, card_symbol, card_number, branch_no, delivery, delivery_no, change_no, run_no, recorded_at
FROM certificate_paper
WHERE addressee_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, paper_no DESC
