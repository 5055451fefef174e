-- The judged persons whose change takes effect in these months.
SELECT month, addressee_no, age, reached, effect, household_no
FROM certificate_elder
WHERE month >= $from AND month <= $until AND superseded_at = 9223372036854775807
ORDER BY month, addressee_no, age
