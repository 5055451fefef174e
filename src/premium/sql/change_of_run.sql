-- 増減調定表 (LV-20): by list, what stood before and what stands now.
SELECT a.kind, COUNT(*),
       CAST(SUM(COALESCE(p.medical, 0)) AS BIGINT), CAST(SUM(COALESCE(p.support, 0)) AS BIGINT),
       CAST(SUM(COALESCE(p.care, 0)) AS BIGINT), CAST(SUM(COALESCE(p.child, 0)) AS BIGINT),
       CAST(SUM(a.medical) AS BIGINT), CAST(SUM(a.support) AS BIGINT),
       CAST(SUM(a.care) AS BIGINT), CAST(SUM(a.child) AS BIGINT)
FROM premium_assessment a
LEFT JOIN premium_assessment p ON p.fiscal_year = a.fiscal_year
     AND p.household_no = a.household_no AND p.payer_no = a.payer_no AND p.version = a.version - 1
WHERE a.fiscal_year = $fiscal_year AND a.run_no = $run_no
GROUP BY a.kind
ORDER BY a.kind
