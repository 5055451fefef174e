SELECT 1 FROM enrolment_listing WHERE suspect_no = $suspect_no AND file_no = $file_no
