UPDATE certificate_elder SET superseded_at = $superseded_at
WHERE month = $month AND addressee_no = $addressee_no AND age = $age AND superseded_at = 9223372036854775807
