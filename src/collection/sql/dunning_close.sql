UPDATE collection_dunning SET superseded_at = $superseded_at
WHERE levy_year = $levy_year AND household_no = $household_no AND payer_no = $payer_no
  AND instalment = $instalment AND superseded_at = 9223372036854775807
