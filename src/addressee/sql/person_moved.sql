-- Persons a row of whom came or was closed after $since, each with the last such moment.
SELECT addressee_no, max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END)
FROM addressee_person
WHERE (recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807))
GROUP BY addressee_no
ORDER BY addressee_no
