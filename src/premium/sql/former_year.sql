SELECT COUNT(*) FROM premium_former WHERE fiscal_year = $fiscal_year
