INSERT INTO online_verdict (application_no, verdict_no, outcome, words, operator_id, recorded_at)
SELECT $application_no, COALESCE(MAX(verdict_no), 0) + 1, $outcome, $words, $operator_id, $recorded_at
FROM online_verdict
WHERE application_no = $application_no
