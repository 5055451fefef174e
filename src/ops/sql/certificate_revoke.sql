UPDATE ops_certificate SET revoked_at = $now, revoked_by = $by, revoked_reason = $reason
WHERE terminal_id = $terminal_id AND revoked_at = 0
