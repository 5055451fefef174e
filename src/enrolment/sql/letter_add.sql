INSERT INTO enrolment_letter (run_no, suspect_no, which, file, first_page, pages)
VALUES ($run_no, $suspect_no, $which, $file, $first_page, $pages)
