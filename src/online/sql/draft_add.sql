INSERT INTO online_draft (application_no, person_no, draft_no, change_no, operator_id, recorded_at)
SELECT $application_no, $person_no, COALESCE(MAX(draft_no), 0) + 1, $change_no, $operator_id, $recorded_at
FROM online_draft
WHERE application_no = $application_no AND person_no = $person_no
