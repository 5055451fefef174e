SELECT CAST(COALESCE(SUM(deleted), 0) AS BIGINT) FROM retention_rows WHERE name = $name
