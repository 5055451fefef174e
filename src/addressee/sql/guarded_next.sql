-- 支援措置で守る人: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_guarded WHERE addressee_no = $addressee_no
