-- Every sealed number registered at the window of the persons behind $after, for the sealing under a new key.
SELECT addressee_no, row_no, recorded_at, sealed, blind
FROM addressee_number_own
WHERE addressee_no > $after
ORDER BY addressee_no, row_no, recorded_at
