-- What the deleted receipts say came in, became 過誤納 or 仮受 less what was taken of them, and the deleted 不納欠損.
SELECT CAST(COALESCE(SUM(CASE WHEN item = 6 AND source = $cash THEN amount ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN item = 0 THEN amount WHEN item = 6 AND source = $overpaid THEN -amount ELSE 0 END), 0)
            AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN item = 4 THEN amount WHEN item = 6 AND source = $held THEN -amount ELSE 0 END), 0)
            AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN item = 5 THEN amount ELSE 0 END), 0) AS BIGINT)
FROM collection_closing
