-- One person of our register who is two of the pension side, or one of them two of ours.
SELECT addressee_no FROM withholding_link WHERE superseded_at = 9223372036854775807
GROUP BY addressee_no HAVING COUNT(*) > 1
UNION
SELECT pensioner_no FROM withholding_link WHERE superseded_at = 9223372036854775807
GROUP BY pensioner_no HAVING COUNT(*) > 1
