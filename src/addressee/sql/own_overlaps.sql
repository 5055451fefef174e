-- Rows known now of one number whose days overlap.
SELECT a.addressee_no
FROM addressee_own a
JOIN addressee_own b ON b.addressee_no = a.addressee_no AND b.row_no > a.row_no
WHERE a.superseded_at = 9223372036854775807 AND b.superseded_at = 9223372036854775807
  AND a.valid_from < b.valid_until AND b.valid_from < a.valid_until
ORDER BY a.addressee_no
LIMIT 20
