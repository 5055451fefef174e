-- Postings that could not have been written through the ledger.
SELECT levy_year, cause_kind, cause_no, cause_version, part, amount, debit, credit, reason, value_date
FROM ledger_posting p
WHERE amount <= 0 OR amount > $most OR debit = credit
   OR NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.account_no = p.debit)
   OR NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.account_no = p.credit)
   OR reason < 0 OR reason >= $reasons
   OR value_date < 18680101 OR value_date > 99991231
ORDER BY levy_year, household_no, cause_kind, cause_no, cause_version, part
