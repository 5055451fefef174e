-- 名寄せ: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_link WHERE addressee_no = $addressee_no
