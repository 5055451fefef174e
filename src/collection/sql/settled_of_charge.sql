-- What was paid and written off on each instalment of a household and payer, and what both took of the parts.
SELECT instalment, CAST(SUM(paid) AS BIGINT), CAST(SUM(off) AS BIGINT), CAST(SUM(medical) AS BIGINT),
       CAST(SUM(support) AS BIGINT), CAST(SUM(care) AS BIGINT), CAST(SUM(child) AS BIGINT)
FROM (SELECT instalment, amount AS paid, 0 AS off, medical, support, care, child
      FROM collection_allocation
      WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no AND item = 1
      UNION ALL
      SELECT instalment, 0, amount, medical, support, care, child
      FROM collection_write_off
      WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no) settled
GROUP BY instalment
ORDER BY instalment
