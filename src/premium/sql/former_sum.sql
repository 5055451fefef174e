SELECT CAST(COALESCE(SUM(medical + support + care + child), 0) AS BIGINT) FROM premium_former
