-- Of the pension side, nobody has said who they are.
SELECT s.pensioner_no, s.kana, s.birth, s.sex, s.pension_code, s.yearly, s.made_on
FROM withholding_pension s
WHERE s.superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM withholding_link l WHERE l.pensioner_no = s.pensioner_no
                  AND l.superseded_at = 9223372036854775807)
ORDER BY s.pensioner_no
