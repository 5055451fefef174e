-- Persons a membership of whom came or was closed after $since, or begins or ends on a day in ($after, $until].
SELECT DISTINCT addressee_no
FROM eligibility_fact
WHERE kind = 1
  AND (recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807)
       OR (valid_from > $after AND valid_from <= $until) OR (valid_until > $after AND valid_until <= $until))
ORDER BY addressee_no
