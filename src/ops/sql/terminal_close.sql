UPDATE ops_terminal SET superseded_at = $now
WHERE terminal_id = $terminal_id AND superseded_at = 9223372036854775807
