SELECT CAST(count(*) AS BIGINT) FROM interchange_receipt WHERE bytes = $bytes
