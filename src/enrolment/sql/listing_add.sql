INSERT INTO enrolment_listing (suspect_no, file_no) VALUES ($suspect_no, $file_no)
