-- What follows from a person's events as it stands now.
SELECT addressee_no, kind, valid_from, recorded_at, valid_until, detail, card_symbol, card_number, rest
FROM eligibility_fact
WHERE addressee_no = $addressee_no AND source = 4 AND superseded_at = 9223372036854775807
ORDER BY kind, valid_from
