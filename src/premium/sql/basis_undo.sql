UPDATE premium_basis SET superseded_at = $superseded_at
WHERE fiscal_year = $fiscal_year AND addressee_no = $addressee_no AND kind = $kind AND recorded_at = $recorded_at
  AND superseded_at = 9223372036854775807
