SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM collection_write_off
