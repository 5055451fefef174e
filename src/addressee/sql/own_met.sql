-- Whether a feed wrote a row of this number at that moment.
SELECT addressee_no FROM addressee_person
WHERE addressee_no = $addressee_no AND recorded_at = $recorded_at
LIMIT 1
