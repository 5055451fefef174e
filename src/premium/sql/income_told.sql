-- A row, if the ledger has ever told an income of the year.
SELECT 1 FROM premium_income WHERE fiscal_year = $fiscal_year LIMIT 1
