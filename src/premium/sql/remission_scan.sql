-- Granted relief of a year as known at a moment, by household and payer in the order of the decisions.
SELECT remission_no, fiscal_year, household_no, payer_no, applied_on, ground, law, outcome, pattern, parts, amount, rate,
       months, instalments, ends_on, decided_on, words, change_no, recorded_at, superseded_at
FROM premium_remission
WHERE fiscal_year = $fiscal_year AND outcome = 1 AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY household_no, payer_no, remission_no
