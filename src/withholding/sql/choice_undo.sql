UPDATE withholding_choice SET superseded_at = $superseded_at
WHERE addressee_no = $addressee_no AND recorded_at = $recorded_at AND superseded_at = 9223372036854775807
