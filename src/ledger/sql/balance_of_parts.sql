-- Debits less credits of an account of a levy year by parts.
SELECT part, CAST(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END) AS BIGINT)
FROM ledger_posting
WHERE levy_year = $levy_year AND (debit = $account OR credit = $account)
GROUP BY part
