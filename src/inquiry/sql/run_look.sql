SELECT r.is_reminder, r.issued_on, r.sent_on, COUNT(p.sheet_no), CAST(COALESCE(SUM(p.pages), 0) AS BIGINT)
FROM inquiry_run r
LEFT JOIN inquiry_paper p ON p.run_no = r.run_no
WHERE r.run_no = $run_no
GROUP BY r.is_reminder, r.issued_on, r.sent_on
