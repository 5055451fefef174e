UPDATE premium_last_assessment SET superseded_at = $recorded_at
WHERE fiscal_year = $fiscal_year AND superseded_at = 9223372036854775807
