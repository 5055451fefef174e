UPDATE ops_credential SET failure_times = '' WHERE operator_id = $operator_id AND locked_at = 0
