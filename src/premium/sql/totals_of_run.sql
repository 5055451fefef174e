-- 総賦課額調定表 (LV-28): by list and level of the reduction.
SELECT kind, reduction_tenths, COUNT(*), CAST(SUM(insured_count) AS BIGINT),
       CAST(SUM(medical) AS BIGINT), CAST(SUM(support) AS BIGINT), CAST(SUM(care) AS BIGINT),
       CAST(SUM(child) AS BIGINT), CAST(SUM(total) AS BIGINT)
FROM premium_assessment
WHERE fiscal_year = $fiscal_year AND run_no = $run_no
GROUP BY kind, reduction_tenths
ORDER BY kind, reduction_tenths DESC
