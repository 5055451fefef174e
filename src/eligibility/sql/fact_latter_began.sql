-- Persons whose time in the other scheme begins on a day in ($after, $until], as now known.
SELECT addressee_no, valid_from
FROM eligibility_fact
WHERE kind = 3 AND valid_from > $after AND valid_from <= $until AND superseded_at = 9223372036854775807
