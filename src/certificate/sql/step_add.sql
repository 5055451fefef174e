INSERT INTO certificate_step
    (paper_no, step_no, addressee_no, state, on_day, words, change_no, recorded_at, superseded_at)
VALUES ($paper_no, $step_no, $addressee_no, $state, $on_day, $words, $change_no, $recorded_at, 9223372036854775807)
