SELECT 1 FROM premium_former
WHERE fiscal_year = $fiscal_year AND household_no = $household_no AND payer_no = $payer_no
