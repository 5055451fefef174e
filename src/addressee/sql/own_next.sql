-- 住登外者・法人: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_own WHERE addressee_no = $addressee_no
