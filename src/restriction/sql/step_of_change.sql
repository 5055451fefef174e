SELECT step_no FROM restriction_step WHERE change_no = $change_no AND superseded_at = 9223372036854775807
