-- What was built on the sheets of a change.
SELECT COUNT(*) FROM inquiry_sheet s
WHERE s.change_no = $change_no
  AND (EXISTS (SELECT 1 FROM inquiry_step t WHERE t.sheet_no = s.sheet_no AND t.superseded_at = 9223372036854775807)
       OR EXISTS (SELECT 1 FROM inquiry_answer a WHERE a.sheet_no = s.sheet_no))
