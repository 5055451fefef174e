INSERT INTO retention_unit (run_no, levy_year, household_no, charges, amount)
VALUES ($run_no, $levy_year, $household_no, $charges, $amount)
