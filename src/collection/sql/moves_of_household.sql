-- What stands against the charges, in their order: principal paid and its last day, 不納欠損, 速報,
-- and what both took of the parts.
SELECT levy_year, household_no, payer_no, instalment, CAST(SUM(paid) AS BIGINT), MAX(paid_on),
       CAST(SUM(off) AS BIGINT), CAST(SUM(told) AS BIGINT), CAST(SUM(medical) AS BIGINT),
       CAST(SUM(support) AS BIGINT), CAST(SUM(care) AS BIGINT), CAST(SUM(child) AS BIGINT)
FROM (SELECT levy_year, household_no, payer_no, instalment, amount AS paid,
             CASE WHEN amount > 0 THEN paid_on ELSE 0 END AS paid_on, 0 AS off, 0 AS told, medical,
             support, care, child
      FROM collection_allocation
      WHERE item = 1 AND levy_year >= $first_year AND levy_year <= $last_year
      AND household_no = $household_no
      UNION ALL
      SELECT levy_year, household_no, payer_no, instalment, 0, 0, amount, 0, medical, support, care, child
      FROM collection_write_off
      WHERE levy_year >= $first_year AND levy_year <= $last_year
      AND household_no = $household_no
      UNION ALL
      SELECT levy_year, household_no, payer_no, instalment, 0, 0, 0, amount, 0, 0, 0, 0
      FROM collection_mark
      WHERE ended_by = 0 AND levy_year >= $first_year AND levy_year <= $last_year
      AND household_no = $household_no) moved
GROUP BY levy_year, household_no, payer_no, instalment
ORDER BY levy_year, household_no, payer_no, instalment
