-- Received by mistake. One that was decided or taken back stays.
UPDATE premium_application SET superseded_at = $superseded_at
WHERE change_no = $change_no AND superseded_at = 9223372036854775807
  AND NOT EXISTS (SELECT 1 FROM premium_application_end e
                  WHERE e.application_no = premium_application.application_no AND e.superseded_at = 9223372036854775807)
RETURNING application_no
