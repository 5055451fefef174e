UPDATE ops_credential SET failure_times = '', failures_in_a_row = 0, last_ok_at = $now
WHERE operator_id = $operator_id AND locked_at = 0
