INSERT INTO premium_notice_file (run_no, file, sha256, payers, pages, is_restricted, sent_on)
VALUES ($run_no, $file, $sha256, $payers, $pages, $is_restricted, 0)
