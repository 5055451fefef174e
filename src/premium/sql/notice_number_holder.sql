SELECT household_no, payer_no FROM premium_notice_number
WHERE fiscal_year = $fiscal_year AND running_no = $running_no
