-- The measures not lifted that end before $before, and those without an end, as known now.
SELECT row_no, addressee_no, state, valid_from, ends_on
FROM addressee_measure
WHERE superseded_at = 9223372036854775807 AND valid_until = 99991231 AND ends_on > 0 AND ends_on < $before
ORDER BY ends_on, row_no
