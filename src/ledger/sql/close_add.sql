INSERT INTO ledger_close (closed_until, operator_id, recorded_at) VALUES ($closed_until, $operator_id, $recorded_at)
