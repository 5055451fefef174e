-- 被保険者の期間: all memberships that begin before $until, with what they say of reasons and household.
SELECT addressee_no, valid_from, valid_until, rest
FROM eligibility_fact
WHERE kind = 1 AND valid_from < $until
  AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no, valid_from
