UPDATE ops_credential SET failure_times = '', locked_at = 0, released_at = $now, released_by = $by
WHERE operator_id = $operator_id
