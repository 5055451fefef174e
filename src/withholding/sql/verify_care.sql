-- Two premiums of care of one person and year at once.
SELECT addressee_no FROM withholding_care WHERE superseded_at = 9223372036854775807
GROUP BY addressee_no, fiscal_year HAVING COUNT(*) > 1
