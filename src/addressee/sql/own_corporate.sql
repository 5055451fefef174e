-- Bodies with this 法人番号.
SELECT DISTINCT addressee_no
FROM addressee_own
WHERE corporate_number = $corporate_number AND superseded_at = 9223372036854775807
ORDER BY addressee_no
