-- 支援措置の相手方: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_party WHERE addressee_no = $addressee_no
