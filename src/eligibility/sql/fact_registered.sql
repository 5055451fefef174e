-- What clerks have registered and stands, memberships left out.
SELECT addressee_no, kind, valid_from, valid_until, detail
FROM eligibility_fact
WHERE source = 4 AND kind <> 1 AND superseded_at = 9223372036854775807
ORDER BY addressee_no, kind, valid_from
