-- The same numbers under new keys: what they are, whose and since when stands.
UPDATE addressee_number SET sealed = $sealed, blind = $blind
WHERE addressee_no = $addressee_no AND history_no = $number AND recorded_at = $recorded_at
