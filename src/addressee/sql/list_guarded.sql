-- Everybody a measure protects now, whatever the day.
SELECT DISTINCT addressee_no
FROM addressee_guarded
WHERE superseded_at = 9223372036854775807 AND valid_until = 99991231
ORDER BY addressee_no
