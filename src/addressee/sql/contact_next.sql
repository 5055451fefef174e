-- 連絡先: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_contact WHERE addressee_no = $addressee_no
