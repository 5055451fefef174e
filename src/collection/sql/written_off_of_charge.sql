-- What was written off on each instalment of a household and payer, by part.
SELECT instalment, CAST(SUM(amount) AS BIGINT), CAST(SUM(medical) AS BIGINT), CAST(SUM(support) AS BIGINT),
       CAST(SUM(care) AS BIGINT), CAST(SUM(child) AS BIGINT)
FROM collection_write_off
WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no
GROUP BY instalment
ORDER BY instalment
