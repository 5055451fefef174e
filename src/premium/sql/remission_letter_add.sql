INSERT INTO premium_remission_letter (remission_no, copy_no, version, printed_on, operator_id, recorded_at)
SELECT $remission_no, COALESCE(MAX(copy_no), 0) + 1, $version, $printed_on, $operator_id, $recorded_at
FROM premium_remission_letter WHERE remission_no = $remission_no
