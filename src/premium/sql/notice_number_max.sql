SELECT COALESCE(MAX(running_no), 0) FROM premium_notice_number WHERE fiscal_year = $fiscal_year
