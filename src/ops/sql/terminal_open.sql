SELECT place, section, office, valid_from, valid_until, retired_at, recorded_at
FROM ops_terminal
WHERE terminal_id = $terminal_id AND superseded_at = 9223372036854775807
