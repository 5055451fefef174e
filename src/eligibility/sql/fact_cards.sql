-- 記号番号 of all memberships ever known, for the highest number of a symbol.
SELECT card_symbol, card_number FROM eligibility_fact WHERE kind = 1
