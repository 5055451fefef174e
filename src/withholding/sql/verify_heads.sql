-- Two heads of one household whose premium of a year is, or is to be, taken from a pension.
SELECT household_no FROM withholding_state
WHERE state IN (1, 3, 4, 5) AND valid_until = 99991231 AND superseded_at = 9223372036854775807
GROUP BY fiscal_year, household_no HAVING COUNT(*) > 1
