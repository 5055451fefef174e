-- What was paid on each instalment of a household's charges.
SELECT levy_year, payer_no, instalment, CAST(SUM(amount) AS BIGINT)
FROM collection_allocation
WHERE household_no = $household_no AND levy_year >= $first_year AND levy_year <= $last_year
  AND recorded_at <= $known_at AND item = 1
GROUP BY levy_year, payer_no, instalment
ORDER BY levy_year DESC, payer_no, instalment
