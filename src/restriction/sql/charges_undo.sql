UPDATE restriction_charge SET superseded_at = $superseded_at
WHERE step_no = $step_no AND superseded_at = 9223372036854775807
