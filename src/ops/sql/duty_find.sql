SELECT label FROM ops_duty
WHERE duty = $duty AND superseded_at = 9223372036854775807 AND valid_until > $on
