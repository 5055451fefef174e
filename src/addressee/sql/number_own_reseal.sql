-- The same number under new keys: what it is, whose and since when stands.
UPDATE addressee_number_own SET sealed = $sealed, blind = $blind
WHERE addressee_no = $addressee_no AND row_no = $number AND recorded_at = $recorded_at
