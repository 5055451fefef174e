-- 枝番 ever given under a number, whoever had it and whatever became of it.
SELECT addressee_no, card_symbol, rest FROM eligibility_fact
WHERE card_number IN ($a, $b, $c, $d) AND kind = 1
