-- What the opening balance says of a person as known at $known_at.
SELECT addressee_no, kind, valid_from, recorded_at, valid_until, detail, card_symbol, card_number, rest
FROM eligibility_fact
WHERE addressee_no = $addressee_no AND source = 1 AND (kind <= 6 OR kind = 10)
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY kind, valid_from
