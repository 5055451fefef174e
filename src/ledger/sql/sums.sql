-- What was posted on business days, by the books and the way the money went.
SELECT account_year, levy_year, part, reason, debit, credit, COUNT(*), CAST(SUM(amount) AS BIGINT)
FROM ledger_posting
WHERE business_date >= $from AND business_date <= $until
GROUP BY account_year, levy_year, part, reason, debit, credit
ORDER BY account_year, levy_year, part, reason, debit, credit
