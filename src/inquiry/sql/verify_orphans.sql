-- Sheets without a person, persons, papers and answers without their sheet.
SELECT '照会' AS what, s.sheet_no FROM inquiry_sheet s
WHERE NOT EXISTS (SELECT 1 FROM inquiry_person p WHERE p.sheet_no = s.sheet_no)
UNION ALL
SELECT '照会の対象者', p.sheet_no FROM inquiry_person p
WHERE NOT EXISTS (SELECT 1 FROM inquiry_sheet s WHERE s.sheet_no = p.sheet_no)
UNION ALL
SELECT '照会の書面', p.sheet_no FROM inquiry_paper p
WHERE NOT EXISTS (SELECT 1 FROM inquiry_sheet s WHERE s.sheet_no = p.sheet_no)
UNION ALL
SELECT '申告・回答', a.sheet_no FROM inquiry_answer a
WHERE NOT EXISTS (SELECT 1 FROM inquiry_person p WHERE p.sheet_no = a.sheet_no AND p.line_no = a.line_no)
ORDER BY 1, 2
