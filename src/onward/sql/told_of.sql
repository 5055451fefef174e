SELECT addressee_no, is_insured, acquired_on, lost_on FROM onward_told
WHERE addressee_no IN ($persons...) AND superseded_at = 9223372036854775807
ORDER BY addressee_no
