-- Every levy year of a household: its last business day, and what stands on the accounts that must be even at the end.
SELECT levy_year, household_no, MAX(business_date),
       CAST(SUM(CASE WHEN debit = $receivable THEN amount WHEN credit = $receivable THEN -amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN debit = $overpaid THEN amount WHEN credit = $overpaid THEN -amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN debit = $held THEN amount WHEN credit = $held THEN -amount ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN debit = $carried THEN amount WHEN credit = $carried THEN -amount ELSE 0 END) AS BIGINT)
FROM ledger_posting
GROUP BY levy_year, household_no
ORDER BY levy_year, household_no
