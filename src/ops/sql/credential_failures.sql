SELECT failure_times, locked_at FROM ops_credential WHERE operator_id = $operator_id
