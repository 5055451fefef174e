INSERT INTO inquiry_step (sheet_no, step_no, kind, on_day, words, change_no, recorded_at, superseded_at)
SELECT $sheet_no, COALESCE(MAX(step_no), 0) + 1, $kind, $on_day, $words, $change_no, $recorded_at,
       9223372036854775807
FROM inquiry_step
WHERE sheet_no = $sheet_no
