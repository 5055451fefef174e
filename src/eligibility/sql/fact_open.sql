-- What is known now from one source, for the merge with its next file.
SELECT addressee_no, kind, valid_from, recorded_at, valid_until, detail, card_symbol, card_number, rest
FROM eligibility_fact
WHERE source = $source AND superseded_at = 9223372036854775807
ORDER BY addressee_no, kind, valid_from
