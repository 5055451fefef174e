SELECT COALESCE(MAX(closed_until), 0) FROM ledger_close
