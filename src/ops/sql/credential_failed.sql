UPDATE ops_credential SET failure_times = $failure_times, locked_at = $locked_at,
       failures_in_a_row = failures_in_a_row + 1, last_failed_at = $now
WHERE operator_id = $operator_id
