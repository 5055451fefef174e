-- Is, or was it asked, that a premium be taken from his pension?
SELECT COUNT(*) FROM withholding_state
WHERE pensioner_no = $pensioner_no AND state IN (3, 4, 5) AND superseded_at = 9223372036854775807
