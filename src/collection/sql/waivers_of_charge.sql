SELECT kind, valid_from, valid_until, recorded_at
FROM collection_waiver
WHERE payer_no = $payer_no AND levy_year = $levy_year AND household_no = $household_no
  AND (instalment = 0 OR instalment = $instalment) AND superseded_at = 9223372036854775807
ORDER BY waiver_no
