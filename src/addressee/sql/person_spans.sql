-- The days of every row known now, person by person, for verify.
SELECT addressee_no, history_no, valid_from, valid_until
FROM addressee_person
WHERE superseded_at = 9223372036854775807 AND valid_from < valid_until
ORDER BY addressee_no, valid_from
