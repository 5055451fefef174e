-- One pensioner from whom two households' premiums of a year are, or are to be, taken.
SELECT pensioner_no FROM withholding_state
WHERE state IN (1, 3, 4, 5) AND valid_until = 99991231 AND superseded_at = 9223372036854775807
GROUP BY fiscal_year, pensioner_no HAVING COUNT(*) > 1
