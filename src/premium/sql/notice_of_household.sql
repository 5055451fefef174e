SELECT n.payer_no, n.version, n.notice_no, n.issued_on, n.total, n.pages, COALESCE(f.sent_on, 0), n.run_no, n.fiscal_year
FROM premium_notice n
LEFT JOIN premium_notice_file f ON f.run_no = n.run_no AND f.file = n.file
WHERE n.fiscal_year IN ($year, $year_before, $year_before_that) AND n.household_no = $household_no
ORDER BY n.fiscal_year DESC, n.payer_no, n.version DESC
