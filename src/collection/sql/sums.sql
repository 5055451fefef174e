-- What came in: all of it, what charges took, what is overpaid, what is held.
SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN state = 1 THEN overpaid ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN state = 2 THEN amount ELSE 0 END), 0) AS BIGINT)
FROM collection_receipt
