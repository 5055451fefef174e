SELECT addressee_no, way FROM premium_advance
WHERE fiscal_year = $fiscal_year AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no
