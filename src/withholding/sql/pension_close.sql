UPDATE withholding_pension SET superseded_at = $recorded_at
WHERE pensioner_no = $pensioner_no AND superseded_at = 9223372036854775807
