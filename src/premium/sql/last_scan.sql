SELECT household_no, payer_no, total
FROM premium_last_assessment
WHERE fiscal_year = $fiscal_year AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY household_no, payer_no
