-- 枝番 ever given under a number by an event.
SELECT addressee_no, card_symbol, branch_no FROM eligibility_event
WHERE card_number IN ($a, $b, $c, $d) AND branch_no > 0
