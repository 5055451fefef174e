-- マル学, マル遠, 住所地特例 that end between two days.
SELECT addressee_no, household_no, detail, until_on
FROM eligibility_event
WHERE kind = 5 AND detail IN (2, 3, 4) AND until_on >= $from AND until_on <= $until
  AND superseded_at = 9223372036854775807
ORDER BY until_on, addressee_no
