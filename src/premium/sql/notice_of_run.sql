SELECT file, first_page, pages, notice_no, household_no, payer_no, version, total, is_restricted
FROM premium_notice
WHERE run_no = $run_no
ORDER BY is_restricted, file, first_page, notice_no
