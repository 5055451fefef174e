UPDATE premium_advance SET superseded_at = 9223372036854775807
WHERE fiscal_year = $fiscal_year AND addressee_no = $addressee_no AND superseded_at = $recorded_at
