-- What stands against the charges beside payments, in their order: 不納欠損, 速報 (of principal, and of 延滞金 and fee),
-- and what the first took of the parts.
SELECT levy_year, household_no, payer_no, instalment, 0, 0, CAST(SUM(off) AS BIGINT), CAST(SUM(told) AS BIGINT),
       CAST(SUM(medical) AS BIGINT), CAST(SUM(support) AS BIGINT), CAST(SUM(care) AS BIGINT), CAST(SUM(child) AS BIGINT),
       CAST(SUM(told_extra) AS BIGINT)
FROM (SELECT levy_year, household_no, payer_no, instalment, amount AS off, 0 AS told, medical, support, care, child,
             0 AS told_extra
      FROM collection_write_off
      WHERE levy_year >= $first_year AND levy_year <= $last_year
      UNION ALL
      SELECT m.levy_year, m.household_no, payer_no, COALESCE(of_instalment, instalment), 0,
             COALESCE(principal, amount), 0, 0, 0, 0, COALESCE(extra, 0)
      FROM collection_mark m LEFT JOIN collection_mark_charge c ON c.mark_no = m.mark_no
      WHERE ended_by = 0 AND m.levy_year >= $first_year AND m.levy_year <= $last_year) moved
GROUP BY levy_year, household_no, payer_no, instalment
ORDER BY levy_year, household_no, payer_no, instalment
