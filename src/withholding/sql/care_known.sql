SELECT addressee_no, pay_amount, pension_code FROM withholding_care
WHERE fiscal_year = $fiscal_year AND method = 1 AND recorded_at <= $known_at AND superseded_at > $known_at
ORDER BY addressee_no
