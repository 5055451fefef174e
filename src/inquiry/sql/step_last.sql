SELECT kind FROM inquiry_step
WHERE sheet_no = $sheet_no AND superseded_at = 9223372036854775807
ORDER BY step_no DESC
LIMIT 1
