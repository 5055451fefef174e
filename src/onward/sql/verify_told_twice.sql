SELECT addressee_no FROM onward_told
WHERE superseded_at = 9223372036854775807
GROUP BY addressee_no HAVING COUNT(*) > 1
