-- What was posted on business days, by the books and the way the money went; with the sums of what is past its retention.
SELECT account_year, levy_year, part, reason, debit, credit, CAST(SUM(items) AS BIGINT), CAST(SUM(amount) AS BIGINT)
FROM (SELECT account_year, levy_year, part, reason, debit, credit, COUNT(*) AS items, SUM(amount) AS amount
      FROM ledger_posting
      WHERE business_date >= $from AND business_date <= $until
      GROUP BY account_year, levy_year, part, reason, debit, credit
      UNION ALL
      SELECT account_year, levy_year, part, reason, debit, credit, items, amount
      FROM ledger_closing
      WHERE business_date >= $from AND business_date <= $until) posted
GROUP BY account_year, levy_year, part, reason, debit, credit
ORDER BY account_year, levy_year, part, reason, debit, credit
