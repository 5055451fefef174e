SELECT COALESCE(MAX(file_no), 0) + 1 FROM enrolment_file
