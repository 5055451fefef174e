INSERT INTO online_match (application_no, person_no, match_no, addressee_no, way, operator_id, recorded_at)
SELECT $application_no, $person_no, COALESCE(MAX(match_no), 0) + 1, $addressee_no, $way, $operator_id, $recorded_at
FROM online_match
WHERE application_no = $application_no AND person_no = $person_no
