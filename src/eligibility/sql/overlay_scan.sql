-- 国保上の世帯: belongings other than the resident register's that touch [$from, $until), household by household.
SELECT household_no, addressee_no, effective_on, until_on, is_head, birth, detail
FROM eligibility_event
WHERE kind = 5 AND effective_on < $until AND until_on > $from AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY household_no, addressee_no, effective_on
