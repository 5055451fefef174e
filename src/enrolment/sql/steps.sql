SELECT t.suspect_no, t.step_no, t.kind, t.on_day, t.detail, t.words
FROM enrolment_step t
JOIN enrolment_suspect s ON s.suspect_no = t.suspect_no
WHERE t.undone_at = 9223372036854775807 AND ($addressee_no = 0 OR s.addressee_no = $addressee_no)
ORDER BY t.suspect_no, t.step_no
