-- fact_insured_on of these persons.
SELECT addressee_no, kind, valid_from
FROM eligibility_fact
WHERE addressee_no IN ($persons...)
  AND kind IN (1, 3) AND valid_from <= $day AND valid_until > $day AND (kind = 3 OR valid_until = 99991231)
  AND superseded_at = 9223372036854775807
ORDER BY addressee_no, kind, valid_from
