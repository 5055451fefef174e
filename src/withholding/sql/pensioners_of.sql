-- Whom of the pension side a person of our register was said to be.
SELECT pensioner_no FROM withholding_link
WHERE addressee_no = $addressee_no AND superseded_at = 9223372036854775807
ORDER BY pensioner_no
