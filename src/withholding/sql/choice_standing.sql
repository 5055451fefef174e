SELECT valid_from, valid_until, way, reason, change_no FROM withholding_choice
WHERE addressee_no = $addressee_no AND valid_until > $from AND superseded_at = 9223372036854775807
ORDER BY valid_from
