UPDATE inquiry_step SET superseded_at = $now
WHERE change_no = $change_no AND superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM inquiry_step u
                  WHERE u.sheet_no = inquiry_step.sheet_no AND u.step_no > inquiry_step.step_no
                    AND u.superseded_at = 9223372036854775807)
