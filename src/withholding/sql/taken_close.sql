UPDATE withholding_taken SET superseded_at = $recorded_at
WHERE fiscal_year = $fiscal_year AND pay = $pay AND pensioner_no = $pensioner_no AND superseded_at = 9223372036854775807
