-- fact_of of any number of persons.
SELECT addressee_no, kind, valid_from, valid_until, detail, card_symbol, card_number
FROM eligibility_fact
WHERE addressee_no IN ($persons...) AND kind <> 7
  AND valid_from < $until AND valid_until > $from
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, kind, valid_from
