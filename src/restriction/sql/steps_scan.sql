-- All steps that stand, by case.
SELECT step_no, case_no, measure, move, payer_no, household_no, on_day, due_day, effect_day, outcome, ground, owed, amount,
       benefit, words, number_year, number, change_no, recorded_at
FROM restriction_step
WHERE superseded_at = 9223372036854775807
ORDER BY case_no, step_no
