SELECT t.terminal_id, t.place, t.section, t.office, t.valid_from, t.valid_until, t.retired_at,
       COALESCE(c.serial, '')
FROM ops_terminal t LEFT JOIN ops_certificate c ON c.terminal_id = t.terminal_id AND c.revoked_at = 0
WHERE t.superseded_at = 9223372036854775807
ORDER BY t.terminal_id, c.issued_at
