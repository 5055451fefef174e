SELECT terminal_id FROM ops_terminal WHERE terminal_id = $terminal_id AND superseded_at = 9223372036854775807
