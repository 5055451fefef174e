-- Debits less credits of an account over what is past its retention; year 0, '' of cause and part: all of them.
SELECT CAST(COALESCE(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END), 0) AS BIGINT)
FROM ledger_closing
WHERE (debit = $account OR credit = $account)
  AND ($levy_year = 0 OR levy_year = $levy_year)
  AND ($cause_kind = '' OR cause_kind = $cause_kind)
  AND ($part = '' OR part = $part)
