-- Debits less credits of an account over all payers; year 0 and part '' stand for any.
SELECT CAST(COALESCE(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END), 0) AS BIGINT)
FROM ledger_posting
WHERE (debit = $account OR credit = $account)
  AND ($levy_year = 0 OR levy_year = $levy_year)
  AND ($part = '' OR part = $part)
