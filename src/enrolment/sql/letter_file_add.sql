INSERT INTO enrolment_letter_file (run_no, name, sha256, pages) VALUES ($run_no, $name, $sha256, $pages)
