-- What the opening balance said last about a fact that events have taken over since.
SELECT valid_until, detail, card_symbol, card_number, rest
FROM eligibility_fact
WHERE addressee_no = $addressee_no AND kind = $kind AND valid_from = $valid_from AND source = 1
ORDER BY recorded_at DESC
LIMIT 1
