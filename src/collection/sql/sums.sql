-- What the receipts say came in, was taken from elsewhere, is overpaid and is held; $cash: that account.
SELECT CAST(COALESCE(SUM(CASE WHEN source = $cash THEN amount ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN state = 1 THEN overpaid ELSE 0 END
                         - CASE WHEN source = $overpaid THEN amount ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN state = 2 THEN amount ELSE 0 END
                         - CASE WHEN source = $held THEN amount ELSE 0 END), 0) AS BIGINT)
FROM collection_receipt
