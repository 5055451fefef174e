-- 国保上の世帯: the same of up to 16 households.
SELECT household_no, addressee_no, effective_on, until_on, is_head, birth, detail
FROM eligibility_event
WHERE kind = 5 AND household_no IN ($a, $b, $c, $d, $e, $f, $g, $h, $i, $j, $k, $l, $m, $n, $o, $p)
  AND effective_on < $until AND until_on > $from AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY household_no, addressee_no, effective_on
