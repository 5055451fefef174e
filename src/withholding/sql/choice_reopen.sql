UPDATE withholding_choice SET superseded_at = 9223372036854775807
WHERE addressee_no = $addressee_no AND superseded_at = $recorded_at
