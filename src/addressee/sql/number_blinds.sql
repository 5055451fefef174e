-- The keyed hashes of all numbers known now: equal ones of two persons are two persons with one number.
SELECT addressee_no, blind
FROM addressee_number
WHERE superseded_at = 9223372036854775807
ORDER BY addressee_no, history_no
