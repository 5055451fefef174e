INSERT INTO premium_notice_number (fiscal_year, household_no, payer_no, running_no)
VALUES ($fiscal_year, $household_no, $payer_no, $running_no)
