-- Postings that could not have been written through the ledger.
SELECT cause_kind, cause_no, cause_version, part
FROM ledger_posting
WHERE amount <= 0 OR debit = credit OR debit NOT BETWEEN 0 AND $accounts OR credit NOT BETWEEN 0 AND $accounts
