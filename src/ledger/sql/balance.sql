-- Debits less credits of an account; 0 and '' stand for any.
SELECT COALESCE(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END), 0)
FROM ledger_posting
WHERE (debit = $account OR credit = $account)
  AND ($payer_no = 0 OR payer_no = $payer_no)
  AND ($levy_year = 0 OR levy_year = $levy_year)
  AND ($part = '' OR part = $part)
