-- fact_periods of these persons.
SELECT addressee_no, valid_from, valid_until, rest
FROM eligibility_fact
WHERE addressee_no IN ($persons...) AND kind = 1 AND valid_from < $until
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, valid_from
