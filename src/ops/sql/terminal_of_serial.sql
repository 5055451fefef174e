SELECT t.terminal_id, t.place, t.section, t.office, t.valid_from, t.valid_until, t.retired_at,
       c.revoked_at, c.expires_at
FROM ops_certificate c
JOIN ops_terminal t ON t.terminal_id = c.terminal_id AND t.superseded_at = 9223372036854775807
WHERE c.serial = $serial
