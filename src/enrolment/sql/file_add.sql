INSERT INTO enrolment_file (file_no, source, made_on, recorded_at) VALUES ($file_no, $source, $made_on, $recorded_at)
