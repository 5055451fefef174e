DELETE FROM arrears_overdue
WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no AND instalment = $instalment
