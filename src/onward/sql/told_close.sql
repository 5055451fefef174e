UPDATE onward_told SET superseded_at = $recorded_at
WHERE addressee_no = $addressee_no AND superseded_at = 9223372036854775807
