-- What was paid on each instalment of a household's charges: its receipts first, which have an index of it.
SELECT a.levy_year, a.payer_no, a.instalment, CAST(SUM(a.amount) AS BIGINT)
FROM collection_receipt r
CROSS JOIN collection_allocation a
WHERE r.household_no = $household_no AND r.levy_year >= $first_year AND r.levy_year <= $last_year
  AND a.levy_year = r.levy_year AND a.household_no = r.household_no AND a.payer_no = r.payer_no
  AND a.receipt_no = r.receipt_no AND a.recorded_at <= $known_at AND a.item = 1
GROUP BY a.levy_year, a.payer_no, a.instalment
ORDER BY a.levy_year DESC, a.payer_no, a.instalment
