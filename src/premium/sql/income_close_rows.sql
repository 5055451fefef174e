UPDATE premium_income SET superseded_at = $recorded_at
WHERE (fiscal_year, addressee_no) IN (SELECT fiscal_year, addressee_no FROM premium_income_close)
  AND superseded_at = 9223372036854775807 AND recorded_at < $recorded_at
