INSERT INTO collection_letter_file (run_no, file, sha256, letters, pages, is_guarded)
VALUES ($run_no, $file, $sha256, $papers, $pages, $is_guarded)
