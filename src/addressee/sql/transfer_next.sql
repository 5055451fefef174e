-- 支援措置の申出を他の市区町村へ転送した記録: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_transfer WHERE addressee_no = $addressee_no
