-- 国保上の世帯, whatever is known of it now: whose, where, and the last moment at which each came or was closed.
SELECT household_no, addressee_no, birth, CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END
FROM eligibility_event
WHERE kind = 5
