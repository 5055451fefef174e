-- moves_of_account of any number of households.
SELECT levy_year, household_no, payer_no, instalment, CAST(SUM(paid) AS BIGINT), MAX(paid_on),
       CAST(SUM(off) AS BIGINT), CAST(SUM(told) AS BIGINT), CAST(SUM(medical) AS BIGINT),
       CAST(SUM(support) AS BIGINT), CAST(SUM(care) AS BIGINT), CAST(SUM(child) AS BIGINT),
       CAST(SUM(told_extra) AS BIGINT)
FROM (SELECT levy_year, household_no, payer_no, instalment, amount AS paid,
             CASE WHEN amount > 0 THEN paid_on ELSE 0 END AS paid_on, 0 AS off, 0 AS told, medical,
             support, care, child, 0 AS told_extra
      FROM collection_allocation
      WHERE item = 1 AND levy_year = $levy_year AND household_no IN ($households...)
      UNION ALL
      SELECT levy_year, household_no, payer_no, instalment, 0, 0, amount, 0, medical, support, care, child, 0
      FROM collection_write_off
      WHERE levy_year = $levy_year AND household_no IN ($households...)
      UNION ALL
      SELECT m.levy_year, m.household_no, payer_no, COALESCE(of_instalment, instalment), 0, 0, 0,
             COALESCE(principal, amount), 0, 0, 0, 0, COALESCE(extra, 0)
      FROM collection_mark m LEFT JOIN collection_mark_charge c ON c.mark_no = m.mark_no
      WHERE ended_by = 0 AND m.levy_year = $levy_year AND m.household_no IN ($households...)) moved
GROUP BY levy_year, household_no, payer_no, instalment
ORDER BY levy_year, household_no, payer_no, instalment
