-- Rows known now of one number and one purpose whose days overlap.
SELECT a.addressee_no
FROM addressee_account a
JOIN addressee_account b ON b.addressee_no = a.addressee_no AND b.purpose = a.purpose AND b.row_no > a.row_no
WHERE a.superseded_at = 9223372036854775807 AND b.superseded_at = 9223372036854775807
  AND a.valid_from < b.valid_until AND b.valid_from < a.valid_until
ORDER BY a.addressee_no
LIMIT 20
