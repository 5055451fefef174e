-- The sealed numbers of a person as known now.
SELECT addressee_no, history_no, recorded_at, sealed
FROM addressee_number
WHERE addressee_no = $addressee_no AND superseded_at = 9223372036854775807
ORDER BY addressee_no, history_no
