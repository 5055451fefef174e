-- Facts of one person that touch [$from, $until).
SELECT addressee_no, kind, valid_from, valid_until, detail, card_symbol, card_number
FROM eligibility_fact
WHERE addressee_no = $addressee_no AND kind <> 7
  AND valid_from < $until AND valid_until > $from
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, kind, valid_from
