INSERT INTO restriction_step
    (step_no, case_no, measure, move, payer_no, household_no, on_day, due_day, effect_day, outcome, ground, owed, amount,
     benefit, words, number_year, number, change_no, recorded_at, superseded_at)
VALUES ($step_no, $case_no, $measure, $move, $payer_no, $household_no, $on_day, $due_day, $effect_day, $outcome, $ground,
        $owed, $amount, $benefit, $words, $number_year, $number, $change_no, $recorded_at, 9223372036854775807)
