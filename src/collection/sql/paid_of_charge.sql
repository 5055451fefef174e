-- What was paid on each instalment of a household and payer, by part.
SELECT instalment, CAST(SUM(amount) AS BIGINT), CAST(SUM(medical) AS BIGINT), CAST(SUM(support) AS BIGINT),
       CAST(SUM(care) AS BIGINT), CAST(SUM(child) AS BIGINT)
FROM collection_allocation
WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no AND item = 1
GROUP BY instalment
ORDER BY instalment
