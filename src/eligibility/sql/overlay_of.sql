-- 国保上の世帯: the same of one household.
SELECT household_no, addressee_no, effective_on, until_on, is_head, birth, detail
FROM eligibility_event
WHERE kind = 5 AND household_no = $household_no
  AND effective_on < $until AND until_on > $from AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, effective_on
