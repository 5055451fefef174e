SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM books_carried WHERE posted_at <> 0
