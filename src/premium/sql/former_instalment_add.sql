INSERT INTO premium_former_instalment (fiscal_year, household_no, payer_no, instalment_no, due_on, amount)
VALUES ($fiscal_year, $household_no, $payer_no, $instalment_no, $due_on, $amount)
