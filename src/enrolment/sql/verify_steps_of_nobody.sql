SELECT t.suspect_no FROM enrolment_step t
WHERE NOT EXISTS (SELECT 1 FROM enrolment_suspect s WHERE s.suspect_no = t.suspect_no)
