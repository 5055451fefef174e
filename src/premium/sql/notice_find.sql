SELECT n.issued_on, n.file, f.sent_on
FROM premium_notice n
LEFT JOIN premium_notice_file f ON f.run_no = n.run_no AND f.file = n.file
WHERE n.fiscal_year = $fiscal_year AND n.household_no = $household_no AND n.payer_no = $payer_no
  AND n.version = $version
