-- Steps of the measures about a household as known then, oldest first.
SELECT step_no, case_no, measure, move, payer_no, household_no, on_day, due_day, effect_day, outcome, ground, owed, amount,
       benefit, words, number_year, number, change_no, recorded_at
FROM restriction_step
WHERE household_no = $household_no AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY step_no
