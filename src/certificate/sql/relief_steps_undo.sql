UPDATE certificate_relief_step SET superseded_at = $superseded_at
WHERE change_no = $change_no AND superseded_at = 9223372036854775807
