-- Who is not in the file that is the whole of its year.
UPDATE withholding_care SET superseded_at = $recorded_at
WHERE fiscal_year = $fiscal_year AND recorded_at < $recorded_at AND superseded_at = 9223372036854775807
