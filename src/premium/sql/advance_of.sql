SELECT way FROM premium_advance
WHERE fiscal_year = $fiscal_year AND addressee_no = $addressee_no AND recorded_at <= $known_at
  AND superseded_at > $known_at
