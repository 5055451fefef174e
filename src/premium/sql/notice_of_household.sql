SELECT n.payer_no, n.version, n.notice_no, n.issued_on, n.total, n.pages, COALESCE(f.sent_on, 0), n.run_no
FROM premium_notice n
LEFT JOIN premium_notice_file f ON f.run_no = n.run_no AND f.file = n.file
WHERE n.fiscal_year = $fiscal_year AND n.household_no = $household_no
ORDER BY n.payer_no, n.version DESC
