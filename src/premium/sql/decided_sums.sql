-- What is decided, by year and part: the last decided version of each household and payer.
SELECT a.fiscal_year, CAST(SUM(a.medical) AS BIGINT), CAST(SUM(a.support) AS BIGINT),
       CAST(SUM(a.care) AS BIGINT), CAST(SUM(a.child) AS BIGINT)
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1
LEFT JOIN premium_assessment n ON n.fiscal_year = a.fiscal_year
     AND n.household_no = a.household_no AND n.payer_no = a.payer_no AND n.version = a.version + 1
LEFT JOIN premium_run x ON x.run_no = n.run_no AND x.kind = n.kind AND x.is_approved = 1
WHERE x.run_no IS NULL
GROUP BY a.fiscal_year
ORDER BY a.fiscal_year
