-- Every sealed pair of the persons behind $after, for the sealing under a new key.
SELECT addressee_no, history_no, recorded_at, sealed, blind
FROM addressee_number
WHERE addressee_no > $after
ORDER BY addressee_no, history_no, recorded_at
