INSERT INTO enrolment_letter_file (run_no, name, sha256, papers, pages, is_guarded)
VALUES ($run_no, $file, $sha256, $papers, $pages, $is_guarded)
