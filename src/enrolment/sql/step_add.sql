INSERT INTO enrolment_step (suspect_no, step_no, kind, on_day, detail, words, run_no, change_no, recorded_at, undone_at)
VALUES ($suspect_no, (SELECT COALESCE(MAX(step_no), 0) + 1 FROM enrolment_step WHERE suspect_no = $suspect_no),
    $kind, $on_day, $detail, $words, $run_no, $change_no, $recorded_at, 9223372036854775807)
