-- Charges of a payer whose 延滞金 was paid, in the order of the charges: how much of it stands, and the last time it was paid.
SELECT levy_year, household_no, payer_no, instalment, CAST(SUM(amount) AS BIGINT),
       MAX(CASE WHEN amount > 0 THEN recorded_at ELSE 0 END), MAX(CASE WHEN amount > 0 THEN paid_on ELSE 0 END)
FROM collection_allocation
WHERE item = 2 AND payer_no = $payer_no
GROUP BY levy_year, household_no, payer_no, instalment
HAVING SUM(amount) > 0
ORDER BY levy_year, household_no, payer_no, instalment
