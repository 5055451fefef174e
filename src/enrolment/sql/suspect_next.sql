SELECT COALESCE(MAX(suspect_no), 0) + 1 FROM enrolment_suspect
