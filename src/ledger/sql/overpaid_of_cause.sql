-- Debits less credits of 過誤納金, which has an index, by causes of one kind.
SELECT CAST(COALESCE(SUM(CASE WHEN debit = 3 THEN amount ELSE -amount END), 0) AS BIGINT)
FROM ledger_posting
WHERE (debit = 3 OR credit = 3) AND cause_kind = $cause_kind
