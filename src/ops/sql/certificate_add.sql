INSERT INTO ops_certificate (serial, terminal_id, issued_at, issued_by, expires_at, revoked_at, revoked_by,
                             revoked_reason)
VALUES ($serial, $terminal_id, $now, $by, $expires_at, 0, '', '')
