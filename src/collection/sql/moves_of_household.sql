-- What stands against the charges, in their order: principal paid and its last day, 不納欠損, 速報.
SELECT levy_year, household_no, payer_no, instalment, CAST(SUM(paid) AS BIGINT), MAX(paid_on),
       CAST(SUM(off) AS BIGINT), CAST(SUM(told) AS BIGINT)
FROM (SELECT levy_year, household_no, payer_no, instalment, amount AS paid,
             CASE WHEN amount > 0 THEN paid_on ELSE 0 END AS paid_on, 0 AS off, 0 AS told
      FROM collection_allocation
      WHERE item = 1 AND levy_year >= $first_year AND levy_year <= $last_year
      AND household_no = $household_no
      UNION ALL
      SELECT levy_year, household_no, payer_no, instalment, 0, 0, amount, 0
      FROM collection_write_off
      WHERE levy_year >= $first_year AND levy_year <= $last_year
      AND household_no = $household_no
      UNION ALL
      SELECT levy_year, household_no, payer_no, instalment, 0, 0, 0, amount
      FROM collection_mark
      WHERE ended_by = 0 AND levy_year >= $first_year AND levy_year <= $last_year
      AND household_no = $household_no) moved
GROUP BY levy_year, household_no, payer_no, instalment
ORDER BY levy_year, household_no, payer_no, instalment
