INSERT INTO certificate_guide_file (run_no, file, sha256, papers, pages, is_guarded)
VALUES ($run_no, $file, $sha256, $papers, $pages, $is_guarded)
