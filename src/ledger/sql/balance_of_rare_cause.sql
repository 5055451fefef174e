-- The same of a kind that few postings have: by the index on those.
SELECT CAST(COALESCE(SUM(CASE WHEN debit = $account THEN amount ELSE -amount END), 0) AS BIGINT)
FROM ledger_posting
WHERE (debit = $account OR credit = $account) AND cause_kind = $cause_kind
  AND cause_kind <> 'assessment' AND cause_kind <> 'receipt'
