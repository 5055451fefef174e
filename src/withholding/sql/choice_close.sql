UPDATE withholding_choice SET superseded_at = $recorded_at
WHERE addressee_no = $addressee_no AND valid_until > $from AND superseded_at = 9223372036854775807
