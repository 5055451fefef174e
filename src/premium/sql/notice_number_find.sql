SELECT running_no FROM premium_notice_number
WHERE fiscal_year = $fiscal_year AND household_no = $household_no AND payer_no = $payer_no
