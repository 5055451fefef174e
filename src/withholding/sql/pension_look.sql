-- What stands of a pensioner, and who he is (0 = nobody has said).
SELECT s.birth, s.sex, s.kana, s.pension_code, s.yearly, COALESCE(l.addressee_no, 0)
FROM withholding_pension s
LEFT JOIN withholding_link l ON l.pensioner_no = s.pensioner_no AND l.superseded_at = 9223372036854775807
WHERE s.pensioner_no = $pensioner_no AND s.superseded_at = 9223372036854775807
