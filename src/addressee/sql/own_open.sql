-- Every number of the ward's own that is known now.
SELECT DISTINCT addressee_no FROM addressee_own
WHERE superseded_at = 9223372036854775807
ORDER BY addressee_no
