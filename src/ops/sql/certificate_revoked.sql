SELECT serial, revoked_at FROM ops_certificate WHERE revoked_at > 0 ORDER BY revoked_at, serial
