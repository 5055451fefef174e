-- 支援措置: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_measure
