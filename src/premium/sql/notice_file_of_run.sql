SELECT file, sha256, payers, pages, is_restricted, sent_on
FROM premium_notice_file
WHERE run_no = $run_no
ORDER BY file
