UPDATE withholding_care SET superseded_at = $recorded_at
WHERE fiscal_year = $fiscal_year AND addressee_no = $addressee_no AND superseded_at = 9223372036854775807
