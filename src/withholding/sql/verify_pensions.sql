-- Two statements of one pensioner at once.
SELECT pensioner_no FROM withholding_pension WHERE superseded_at = 9223372036854775807
GROUP BY pensioner_no HAVING COUNT(*) > 1
