-- Memberships with this 被保険者番号, in one of four spellings, as known now.
SELECT addressee_no, card_symbol, rest
FROM eligibility_fact
WHERE card_number IN ($a, $b, $c, $d) AND kind = 1 AND superseded_at = 9223372036854775807
ORDER BY addressee_no, valid_from
LIMIT $count
