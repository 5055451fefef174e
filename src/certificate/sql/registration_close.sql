UPDATE certificate_registration SET superseded_at = $superseded_at
WHERE addressee_no = $addressee_no AND superseded_at = 9223372036854775807
