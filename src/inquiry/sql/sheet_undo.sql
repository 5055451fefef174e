UPDATE inquiry_sheet SET superseded_at = $now
WHERE change_no = $change_no AND change_no <> 0 AND superseded_at = 9223372036854775807
