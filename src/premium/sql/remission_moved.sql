-- Households of whom reliefs of a year came or were closed after $since, each with the last such moment.
SELECT household_no, max(CASE WHEN superseded_at < 9223372036854775807 THEN superseded_at ELSE recorded_at END)
FROM premium_remission
WHERE fiscal_year = $fiscal_year AND (recorded_at > $since OR (superseded_at > $since AND superseded_at < 9223372036854775807))
GROUP BY household_no
ORDER BY household_no
