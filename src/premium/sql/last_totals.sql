SELECT COUNT(*), CAST(COALESCE(SUM(medical), 0) AS BIGINT), CAST(COALESCE(SUM(support), 0) AS BIGINT),
       CAST(COALESCE(SUM(care), 0) AS BIGINT), CAST(COALESCE(SUM(child), 0) AS BIGINT)
FROM premium_last_assessment
WHERE fiscal_year = $fiscal_year AND recorded_at <= $known_at AND superseded_at > $known_at
