INSERT INTO certificate_relief_step
    (relief_no, step, addressee_no, on_day, measure, percent, months, valid_from, valid_until, end_ground, words, change_no,
     recorded_at, superseded_at)
VALUES ($relief_no, $step, $addressee_no, $on_day, $measure, $percent, $months, $valid_from, $valid_until, $end_ground,
        $words, $change_no, $recorded_at, 9223372036854775807)
