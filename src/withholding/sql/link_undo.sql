UPDATE withholding_link SET superseded_at = $superseded_at
WHERE pensioner_no = $pensioner_no AND recorded_at = $recorded_at AND superseded_at = 9223372036854775807
