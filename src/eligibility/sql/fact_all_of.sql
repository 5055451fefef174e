-- All facts of one person, also those that are true on no day.
SELECT addressee_no, kind, valid_from, valid_until, detail, card_symbol, card_number
FROM eligibility_fact
WHERE addressee_no = $addressee_no AND kind <= 6
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, kind, valid_from
