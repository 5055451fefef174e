INSERT INTO premium_remission (remission_no, fiscal_year, household_no, payer_no, applied_on, ground, law, outcome, pattern,
                               parts, amount, rate, months, instalments, ends_on, decided_on, words, change_no,
                               recorded_at, superseded_at)
SELECT COALESCE(MAX(remission_no), 0) + 1, $fiscal_year, $household_no, $payer_no, $applied_on, $ground, $law, $outcome,
       $pattern, $parts, $amount, $rate, $months, $instalments, $ends_on, $decided_on, $words, $change_no,
       $recorded_at, 9223372036854775807
FROM premium_remission
RETURNING remission_no
