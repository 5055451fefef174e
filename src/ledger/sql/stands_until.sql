-- What stands on an account in the books up to a year, by charge account and part: debits less credits.
SELECT levy_year, household_no, payer_no, part,
       CAST(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END) AS BIGINT)
FROM ledger_posting
WHERE (debit = $account OR credit = $account) AND account_year <= $account_year
GROUP BY levy_year, household_no, payer_no, part
HAVING SUM(CASE WHEN debit = $account THEN amount ELSE -amount END) <> 0
ORDER BY levy_year, household_no, payer_no, part
