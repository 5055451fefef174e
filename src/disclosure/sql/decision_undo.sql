UPDATE disclosure_decision SET superseded_at = $now
WHERE change_no = $change_no AND superseded_at = 9223372036854775807
