-- 支援措置: a row is no longer what we know; it stays, closed.
UPDATE addressee_measure SET superseded_at = $now, closed_by = $change_no
WHERE addressee_no = $addressee_no AND row_no = $row_no AND recorded_at = $recorded_at
  AND superseded_at = 9223372036854775807
