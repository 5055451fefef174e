-- What stands of a year before a day, by part: the newest version of each household and payer that was decided before it.
SELECT CAST(COALESCE(SUM(a.medical), 0) AS BIGINT), CAST(COALESCE(SUM(a.support), 0) AS BIGINT),
       CAST(COALESCE(SUM(a.care), 0) AS BIGINT), CAST(COALESCE(SUM(a.child), 0) AS BIGINT)
FROM premium_assessment a
JOIN premium_run r ON r.run_no = a.run_no AND r.kind = a.kind AND r.is_approved = 1 AND r.decided_on < $day
WHERE a.fiscal_year = $fiscal_year
  AND NOT EXISTS (SELECT 1 FROM premium_assessment n
                  JOIN premium_run m ON m.run_no = n.run_no AND m.kind = n.kind AND m.is_approved = 1
                                    AND m.decided_on < $day
                  WHERE n.fiscal_year = a.fiscal_year AND n.household_no = a.household_no
                    AND n.payer_no = a.payer_no AND n.version > a.version)
