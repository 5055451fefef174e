-- 個人番号 registered or corrected at the window, sealed like addressee_number: the number of the next row.
SELECT COALESCE(MAX(row_no), 0) + 1 FROM addressee_number_own WHERE addressee_no = $addressee_no
