-- Debits less credits of an account by causes of one kind.
SELECT CAST(COALESCE(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END), 0) AS BIGINT)
FROM ledger_posting
WHERE (debit = $account OR credit = $account) AND cause_kind = $cause_kind
