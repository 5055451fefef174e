-- 過誤納 (account 3, as the index says it): debits less credits for one payer; year 0 and part '' stand for any.
SELECT CAST(COALESCE(SUM(CASE WHEN debit = 3 THEN amount ELSE -amount END), 0) AS BIGINT)
FROM ledger_posting
WHERE payer_no = $payer_no
  AND (debit = 3 OR credit = 3)
  AND ($levy_year = 0 OR levy_year = $levy_year)
  AND ($part = '' OR part = $part)
