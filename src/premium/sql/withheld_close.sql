UPDATE premium_withheld SET superseded_at = $recorded_at
WHERE fiscal_year = $fiscal_year AND household_no = $household_no AND payer_no = $payer_no
  AND superseded_at = 9223372036854775807
