SELECT s.sheet_no, s.kind, s.fiscal_year, s.household_no, s.payer_no, s.municipality, s.run_no, s.change_no,
       s.issued_on, s.due_on, p.addressee_no
FROM inquiry_sheet s
JOIN inquiry_person p ON p.sheet_no = s.sheet_no
WHERE s.sheet_no = $sheet_no AND s.superseded_at = 9223372036854775807
ORDER BY p.line_no
